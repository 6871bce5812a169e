import ChorusKit
import Foundation
import Synchronization
import Testing

extension ClusterTests {
    /// A program that uses the library: the tests themselves.
    @Suite struct Library {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
        }

        private func trainer() throws -> Trainer {
            var trainer = try Trainer(configuration: sandbox.file("small.yaml"))
            trainer.configuration.model = sandbox.file("tiny.yaml")
            trainer.workerProgram = .file(try Binary.path(of: "chorus-worker"))
            return trainer
        }

        private func faces() throws -> ImageFolder { try ImageFolder(sandbox.file("faces")) }

        /// The same bits as those of the command line.
        @Test(arguments: [0, 2])
        func training(workers: Int) async throws {
            var epochs: [Int] = []
            let path = sandbox.file("run")
            for try await event in try trainer().fit(faces(), workers: workers, in: path) {
                if case .epochEnded(let epoch) = event { epochs.append(epoch.record.epoch) }
            }
            #expect(epochs == [1, 2, 3])
            #expect(try sandbox.runFolder("run").bits() == SmallRun.bits())
            let record = try RunRecord(path)
            #expect(record.history.map(\.epoch) == epochs)
            #expect(record.summary.counters[.workersJoined] == workers)
        }

        /// Leaving the loop stops the run in order. When it is resumed, it gives the same bits.
        @Test func leavingTheLoopAndGoingOn() async throws {
            let path = sandbox.file("run")
            let events = try trainer().fit(faces(), workers: 2, in: path)
            for try await event in events {
                if case .epochEnded = event { break }
            }
            let result = try #require(try await events.ended())
            #expect(result.stopped == .interrupted)
            #expect(try RunRecord(path).history.count < 3)

            for try await _ in Trainer.resume(path, workers: 0) {}
            #expect(try sandbox.runFolder("run").bits() == SmallRun.bits())
        }

        @Test func predicting() async throws {
            let path = sandbox.file("run")
            for try await _ in try trainer().fit(faces(), in: path) {}
            let classifier = try Classifier(path)
            let folder = sandbox.file("faces/validation")
            let (predictions, failures) = try classifier.predict(all: [folder])
            #expect(failures.isEmpty)
            #expect(predictions.count == 28)
            let first = try #require(predictions.first)
            #expect(try classifier.predict(first.image) == first)
            #expect(first.probabilities.keys.sorted() == classifier.classes)
            #expect(first.probabilities.values.max() == first.confidence)
            #expect(first.probabilities[first.label] == first.confidence)
            #expect { try classifier.predict(sandbox.file("small.yaml")) } throws: { "\($0)".contains("small.yaml") }
        }

        /// Without `workerMain()` the program would start itself as a run, without end.
        @Test func thisProgramIsNotItsOwnWorker() async throws {
            var trainer = try trainer()
            trainer.workerProgram = .current
            let events = try trainer.fit(faces(), workers: 1, in: sandbox.file("run"))
            await #expect {
                for try await _ in events {}
            } throws: {
                "\($0)".contains("call Chorus.workerMain() first")
            }
            trainer.workerProgram = .file("/nowhere/chorus-worker")
            let others = try trainer.fit(faces(), workers: 1, in: sandbox.file("other"))
            await #expect {
                for try await _ in others {}
            } throws: {
                "\($0)".contains("/nowhere/chorus-worker is no program")
            }
        }

        @Test func aRunHasOneLoop() async throws {
            let events = try trainer().fit(faces(), in: sandbox.file("run"))
            #expect(try await events.ended() == nil)
            for try await _ in events { break }
            await #expect(throws: TrainingEventsError.loopedTwice) {
                for try await _ in events {}
            }
            try await events.ended()
        }

        /// Callbacks receive every event that the loop receives.
        @Test func callbacks() async throws {
            final class Counter: TrainingCallback {
                let names = Mutex<[String]>([])
                func receive(_ event: RunEvent) { names.withLock { $0.append(event.name) } }
            }
            let counter = Counter()
            var names: [String] = []
            for try await event in try trainer().fit(faces(), in: sandbox.file("run"), callbacks: [counter]) {
                names.append(event.name)
            }
            #expect(names == counter.names.withLock(\.self))
            #expect(names.contains("epoch_ended"))
        }
    }

    /// `chorus-worker`: a worker without the rest.
    @Suite struct WorkerAlone {
        @Test func itWorks() throws {
            let sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
            let (coordinator, endpoint) = try sandbox.startCoordinator(["--config", "small.yaml", "--out", "run"])
            let worker = try sandbox.start(
                executable: Binary.path(of: "chorus-worker"), [endpoint, "--slots", "2", "--name", "small"])
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(worker.errors.contains("chorus-worker: joined with 2 slots"))
            let run = sandbox.runFolder("run")
            #expect(try run.bits() == SmallRun.bits())
            #expect(try run.blocksByWorker().keys.sorted() == ["small"])
            try sandbox.expectNothingLeft()
        }

        /// Libraries that a worker does not need, such as those for images, are not loaded.
        @Test func whatItLinks() throws {
            let sandbox = try Sandbox()
            func libraries(of program: String) throws -> String {
                let process = try sandbox.start(executable: "/usr/bin/ldd", [Binary.path(of: program)])
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                return process.output
            }
            let (whole, worker) = (try libraries(of: "chorus"), try libraries(of: "chorus-worker"))
            for library in ["libpng", "libjpeg", "libwebp", "libcairo"] {
                #expect(whole.contains(library))
                #expect(!worker.contains(library))
            }
            for library in ["libzmq", "libcrypto"] { #expect(worker.contains(library)) }
        }

        /// The help is that of `chorus worker`, and fits a terminal of 80 columns.
        @Test func help() throws {
            let sandbox = try Sandbox()
            let worker = try sandbox.start(executable: Binary.path(of: "chorus-worker"), ["--help"])
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(worker.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(worker.output)")
            let command = try sandbox.run("worker", "--help")
            #expect(worker.output == command.output.replacing("chorus worker", with: "chorus-worker"))
        }

        @Test(arguments: [
            (["nowhere"], Int32(64), "endpoint \"nowhere\""),
            ([], 64, "<tcp://host:port> is missing: 'chorus-worker <tcp://host:port>'"),
            (["tcp://127.0.0.1:1", "--slot", "2"], 64, "unknown option '--slot'; did you mean '--slots'?"),
            (["tcp://127.0.0.1:1", "--threads", "2"], 64, "unknown option '--threads'; did you mean '--slots'?"),
            (["tcp://127.0.0.1:1", "--slots"], 64, "--slots needs a value: a whole number from 1 to 1024"),
            (["tcp://127.0.0.1:1", "--slots", "two"], 64, "--slots is two; it must be a whole number from 1 to 1024"),
            (["tcp://127.0.0.1:1", "--slots", "-2"], 64, "--slots is -2; it must be a whole number from 1 to 1024"),
            (["tcp://127.0.0.1:1", "more"], 64, "'more' is one argument too many"),
            (["tcp://127.0.0.1:1", "--slots", "0"], 64, "--slots is 0; it must be a whole number from 1 to 1024"),
            (["tcp://127.0.0.1:1", "--name", ""], 64, "--name is ; it must be 1 to 255 bytes long"),
            (["tcp://127.0.0.1:1", "--reconnect-timeout", "0"], 69, "no coordinator at tcp://127.0.0.1:1"),
        ])
        func whatIsWrong(arguments: [String], status: Int32, message: String) throws {
            let sandbox = try Sandbox()
            let worker = try sandbox.start(executable: Binary.path(of: "chorus-worker"), arguments)
            #expect(try worker.wait(limit: 10) == .exited(status), "\(worker.errors)")
            #expect(worker.errors.lowercased().contains(message.lowercased()))
            #expect(worker.errors.hasPrefix("chorus-worker: "))
            #expect(worker.errors.split(separator: "\n").count == 1)
        }
    }
}
