import Coordinator
import Foundation

/// The resources that a coordinator and its workers have used so far. What they used between two moments is the
/// difference of two such values.
struct Usage {
    /// The time at which the usage was read.
    let moment = ContinuousClock.now
    /// The traffic between coordinator and workers.
    let traffic: Traffic
    /// The number of slots of all workers that take part.
    let slots: Int
    /// Processor seconds of each thread of the coordinator's process, by the thread's id.
    let coordinator: [String: Double]
    /// Processor seconds of the worker processes that the coordinator has started.
    let workers: Double
    /// Processor seconds of the whole machine: of all processes, and of the operating system's own work, for instance
    /// for the network.
    let machine: Double

    /// Reads the usage until now. `workers` are the process ids of the workers that the coordinator has started.
    init(traffic: Traffic, slots: Int, workers: [pid_t]) {
        self.traffic = traffic
        self.slots = slots
        coordinator = Usage.threadSeconds(of: getpid())
        self.workers = workers.reduce(0) { $0 + Usage.threadSeconds(of: $1).values.reduce(0, +) }
        machine = Usage.machineSeconds()
    }

    /// The most memory that this process has had so far, in bytes; 0 if the system does not report it.
    static func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// The processor seconds of each thread of a process, by the thread's id. Threads that have ended are missing. The
    /// result is empty if the process has ended.
    private static func threadSeconds(of process: pid_t) -> [String: Double] {
        let folder = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // The first number of `schedstat` is the thread's processor time in nanoseconds.
        return threads.reduce(into: [:]) { seconds, thread in
            let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
            seconds[thread] = (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
        }
    }

    /// The busy time of all processors in seconds, counted in ticks of usually a hundredth of a second; 0 if the system
    /// does not report it. Time that other virtual machines took counts as busy.
    private static func machineSeconds() -> Double {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let ticks = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { return 0 }
        // The numbers are: user, nice, system, idle, waiting for disks, interrupts, soft interrupts, taken by other
        // virtual machines.
        return (ticks.reduce(0, +) - ticks[3] - ticks[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
