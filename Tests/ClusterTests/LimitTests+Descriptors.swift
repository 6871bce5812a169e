import Glibc
import Testing

extension ClusterTests.Limits {
    /// The soft limit of descriptors is raised to the hard one, so that many connections do not block workers.
    @Test func theSoftLimitOfDescriptorsIsRaised() throws {
        let coordinator = try sandbox.start(
            after: "ulimit -S -n 100",
            ["coordinator", "faces", "--model", "tiny.yaml", "--bind", "tcp://127.0.0.1:0", "--out", "run"])
        _ = try sandbox.endpoint(of: coordinator)
        let limits = contents(of: "/proc/\(coordinator.processID)/limits").split(separator: "\n")
        let line = try #require(limits.first { $0.hasPrefix("Max open files") })
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        try #require(numbers.count == 2 && numbers[1] > 100, "\(line)")
        // All but the reserve.
        #expect((numbers[1] - 16..<numbers[1]).contains(numbers[0]), "\(line)")
        coordinator.signal(SIGTERM)
        #expect(try coordinator.wait(limit: 10) == .exited(143))
    }
}
