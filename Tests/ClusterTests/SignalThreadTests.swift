import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// A signal to a process may arrive on any of its threads.
    @Suite struct SignalThreads {
        @Test(arguments: [SIGHUP, SIGINT, SIGTERM])
        func everyThreadTakesTheSignal(signal: Int32) throws {
            let sandbox = try Sandbox()
            var thread = 0
            // Some threads come and go, so one start may have more of them than another.
            while true {
                let worker = try sandbox.startWorker("alone", at: "tcp://127.0.0.1:9")
                var threads: [pid_t] = []
                // ZeroMQ's threads start last, and block all signals.
                #expect(
                    eventually {
                        let names = threadNames(of: worker.processID)
                        threads = names.filter { !$0.value.hasPrefix("ZMQ") }.keys.sorted()
                        return names.count > threads.count
                    })
                // Linux gives a signal to the thread whose number it was sent to, if that thread does not block it.
                let isSent = thread < threads.count && kill(threads[thread], signal) == 0
                if !isSent { worker.signal(signal) }
                #expect(try worker.wait(limit: 10) == .exited(128 + signal), "thread \(thread): \(worker.errors)")
                guard thread < threads.count else { break }
                thread += 1
            }
            // The main thread, and the one that waits for signals.
            #expect(thread >= 2)
            try sandbox.expectNothingLeft()
        }

        /// The names of a process's threads, by their numbers.
        private func threadNames(of process: pid_t) -> [pid_t: String] {
            let folder = "/proc/\(process)/task"
            let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return Dictionary(
                uniqueKeysWithValues: threads.compactMap { pid_t($0) }.map {
                    ($0, contents(of: "\(folder)/\($0)/comm"))
                })
        }
    }
}
