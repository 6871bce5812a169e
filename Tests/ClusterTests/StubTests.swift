import Foundation
import Testing

extension ClusterTests {
    /// Stub workers, which wait instead of computing, and their benchmark.
    @Suite struct Stubs {
        /// One time for the metrics and one for each of `fer-cnn`'s fifteen buckets over a network.
        private static let times = [1, 2, 2.5, 3, 4, 4, 4, 4.5, 5, 6, 7, 7.5, 8, 8.5, 9, 10]
        private static let pace = times.map { "\($0)" }.joined(separator: ",")
        /// 817,607 trained parameters and the running statistics of 32, 64, 128 and 512 filters, as floats; each
        /// parameter is filled up to a multiple of 64 bytes, which only the last bias of seven needs.
        private static let versionBytes = 4.0 * (817_607 + 2 * (32 + 64 + 128 + 512) + 9)

        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
        }

        /// A worker with all micro-batches sends their sum once, and gets each version and all samples once.
        @Test func bytesOfOneStub() throws {
            let result = try bench("--workers", "1", "--steps", "4", "--batch-size", "64", "--pace", Stubs.pace)
            #expect(result["steps"] as? Int == 4)
            #expect(result["micro_batches"] as? Int == 4)
            #expect(result["sessions_lost"] as? Int == 0)
            #expect(result["pace_ms"] as? [Double] == Stubs.times)
            // Four micro-batches of 10 ms, one after the other.
            let ideal = try #require(result["ideal_steps_per_second"] as? Double)
            #expect(abs(ideal - 25) < 1e-9)
            let (bytesIn, bytesOut) = try bytes(of: result)
            let samples = 64.0 * (48 * 48 + 2 + 4)
            #expect((Stubs.versionBytes...Stubs.versionBytes + 4096).contains(bytesIn), "\(bytesIn)")
            let least = Stubs.versionBytes + samples
            #expect((least...least + 4096).contains(bytesOut), "\(bytesOut)")
            try sandbox.expectNothingLeft()
        }

        /// Slots beyond the micro-batches stay idle, but their workers get the weights as well.
        @Test func moreStubsThanMicroBatches() throws {
            let result = try bench(
                "--workers", "3", "--slots", "2", "--steps", "4", "--batch-size", "32", "--micro-batches", "2",
                "--pace", Stubs.pace)
            #expect(result["steps"] as? Int == 4)
            #expect(result["workers"] as? Int == 3)
            #expect(result["slots"] as? Int == 2)
            #expect(try #require(result["ideal_steps_per_second"] as? Double) == 100)
            let (bytesIn, bytesOut) = try bytes(of: result)
            // One block or two; each may be raced, and be sent twice then.
            #expect((Stubs.versionBytes...4.01 * Stubs.versionBytes).contains(bytesIn), "\(bytesIn)")
            #expect((2.5 * Stubs.versionBytes...4.1 * Stubs.versionBytes).contains(bytesOut), "\(bytesOut)")
            try sandbox.expectNothingLeft()
        }

        @Test func paceIsMeasured() throws {
            let result = try bench("--workers", "1", "--steps", "1", "--batch-size", "2", "--micro-batches", "2")
            let pace = try #require(result["pace_ms"] as? [Double])
            #expect(pace.count == Stubs.times.count && pace[0] > 0)
            #expect(pace == pace.sorted())
        }

        @Test func realWorkerIsRefusedByTheBenchmark() throws {
            let benchmark = try sandbox.start([
                "bench", "scaling", "--bind", "tcp://127.0.0.1:0", "--workers", "1", "--steps", "2", "--json", "--pace",
                Stubs.pace,
            ])
            let address = try address(of: benchmark)
            let real = try sandbox.startWorker("real", at: address)
            #expect(try real.wait() == .exited(69))
            #expect(real.errors.contains("it computes other bits than the coordinator"), "\(real.errors)")
            let stub = try startStub(at: address)
            #expect(try benchmark.wait() == .exited(0), "\(benchmark.errors)")
            #expect(try stub.wait(limit: 10) == .exited(0), "\(stub.errors)")
            #expect(try jsonObject(benchmark.output)["steps"] as? Int == 2)
        }

        /// A stub cannot corrupt a run, not even one that admits workers with other bits.
        @Test func stubJoinsNoRealRun() throws {
            try sandbox.makeSmallRunFiles()
            let (coordinator, endpoint) = try sandbox.startCoordinator([
                "--config", "small.yaml", "--out", "run", "--allow-mixed",
            ])
            let stub = try startStub(at: endpoint)
            #expect(try stub.wait() == .exited(69))
            #expect(
                stub.errors.contains(
                    "a stub, which computes nothing, and stubs can join only a benchmark of the exchange"),
                "\(stub.errors)")
            let worker = try sandbox.startWorker("honest", at: endpoint)
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            let run = sandbox.runFolder("run")
            #expect(try run.bits() == SmallRun.bits())
            #expect(try run.count("workers_joined") == 1)
            #expect(try run.blocksByWorker().keys.sorted() == ["honest"])
        }

        @Test func optionsThatCannotBe() throws {
            for pace in ["1", "2,1", "1,x", "1,nan", "1,,2", "0,0"] {
                try sandbox.expectFailure(
                    ["worker", "tcp://127.0.0.1:1", "--stub", pace], status: 64, says: "--stub", pace)
            }
            try sandbox.expectFailure(
                ["bench", "scaling", "--bind", "tcp://0.0.0.0:0"], status: 77, says: "tcp://0.0.0.0:0", "--insecure")
        }

        @Test func paceOfAnotherModel() throws {
            try sandbox.expectFailure(
                ["bench", "scaling", "--workers", "1", "--steps", "1", "--pace", "1,2,3"], status: 69,
                says: "the pace is of a model with 2 buckets, and this one has ")
        }

        @Test func stubsOfOtherSlotsAreNotMeasured() throws {
            let benchmark = try sandbox.start([
                "bench", "scaling", "--bind", "tcp://127.0.0.1:0", "--workers", "1", "--slots", "4", "--steps", "2",
                "--pace",
                Stubs.pace,
            ])
            let stub = try startStub(at: address(of: benchmark))
            #expect(try benchmark.wait() == .exited(69))
            #expect(
                benchmark.errors.contains(
                    "the workers that joined have 1 slot in all, where 4 are to be measured: start each with "
                        + "--slots 4"),
                "\(benchmark.errors)")
            #expect(try stub.wait(limit: 10) == .exited(0), "\(stub.errors)")
        }

        /// The address where a benchmark waits for stubs.
        private func address(of benchmark: ChorusProcess) throws -> String {
            var endpoint: String?
            try #require(
                eventually {
                    endpoint = benchmark.errors.firstMatch(of: /listening on (tcp:.*)\n/).map { String($0.output.1) }
                    return endpoint != nil || !benchmark.isRunning
                })
            return try #require(endpoint, "\(benchmark.errors)")
        }

        private func bench(_ options: String...) throws -> [String: Any] {
            let process = try sandbox.start(["bench", "scaling", "--json"] + options)
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            return try jsonObject(process.output)
        }

        private func startStub(at endpoint: String) throws -> ChorusProcess {
            try sandbox.start(["worker", endpoint, "--slots", "1", "--name", "stub", "--stub", Stubs.pace])
        }

        private func bytes(of result: [String: Any]) throws -> (in: Double, out: Double) {
            (try #require(result["bytes_in"] as? Double), try #require(result["bytes_out"] as? Double))
        }
    }
}
