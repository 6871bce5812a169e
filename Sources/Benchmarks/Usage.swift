import Coordinator
import Foundation

/// The resources that a coordinator has used so far. The difference of two values is the use between them.
struct Usage {
    /// The time of the measurement.
    let moment = ContinuousClock.now
    /// The traffic between coordinator and workers.
    let traffic: Traffic
    /// The number of slots of all workers that take part.
    let slots: Int
    /// Processor seconds of each of the coordinator's threads.
    let coordinator: [String: Double]
    /// Processor seconds of the worker processes that the coordinator has started.
    let workers: Double
    /// Processor seconds of the whole machine, of all processes and of the kernel's work for the network.
    let machine: Double

    /// What is used now.
    init(traffic: Traffic, slots: Int, workers: [pid_t]) {
        self.traffic = traffic
        self.slots = slots
        coordinator = Usage.threadSeconds(of: getpid())
        self.workers = workers.reduce(0) { $0 + Usage.threadSeconds(of: $1).values.reduce(0, +) }
        machine = Usage.machineSeconds()
    }

    /// The most memory that this process has had so far, in bytes; 0 if the system does not say.
    static func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// The processor time of each running thread of a process; empty if the process has ended.
    private static func threadSeconds(of process: pid_t) -> [String: Double] {
        let folder = "/proc/\(process)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        // The first number is in nanoseconds.
        return threads.reduce(into: [:]) { seconds, thread in
            let text = try? String(contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
            seconds[thread] = (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
        }
    }

    /// The busy time of all processors, to a hundredth of a second; 0 if the system does not report it.
    private static func machineSeconds() -> Double {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let ticks = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        guard ticks.count == 8 else { return 0 }
        // user, nice, system, idle, waiting for disks, interrupts, soft interrupts, taken by other virtual machines
        return (ticks.reduce(0, +) - ticks[3] - ticks[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
