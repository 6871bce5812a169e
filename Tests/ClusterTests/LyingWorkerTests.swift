import Foundation
import Glibc
import Messages
import Testing
import Transport
import Vocabulary

extension ClusterTests {
    /// Workers that follow the protocol but send wrong results.
    @Suite struct LyingWorkers {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        /// It sends a beat each second that reports progress.
        @Test func noResult() throws {
            let (coordinator, endpoint) = try startCoordinator("--stall-timeout", "2")
            var claims: UInt64 = 0
            let liar = try Middleman(at: endpoint) { message, words in
                switch message {
                case .result: return []
                case .beat:
                    claims += 1
                    return (try? [words.changingMessage(to: .beat(Beat(progress: claims)))]) ?? []
                default: return [words]
                }
            }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            let reason = "worker liar was lost: its beats tell of progress, but it has brought no result for"
            try liar.play { coordinator.errors.contains(reason) }
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try liar.play { !coordinator.isRunning }
            try expectReferenceBits(coordinator, worker, deceived)
            #expect(try run.count("sessions_lost") == 1)
        }

        /// Finite numbers in every gradient that lead to weights that are not finite.
        @Test func absurdGradients() throws {
            let (coordinator, endpoint) = try startCoordinator("--min-workers", "2")
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try run.wait(for: EventPattern("worker_joined", worker: "honest"))
            let liar = try Middleman(at: endpoint) { message, words in
                guard case .result(let result) = message, case .bucket = result.content else { return [words] }
                return [words.changingFrame { $0.storeBytes(of: Float(1e30), toByteOffset: 4, as: Float.self) }]
            }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            try liar.play { !coordinator.isRunning }
            try expectReferenceBits(coordinator, worker, deceived)
            try expectExpulsion(in: "step 1", "no unverified work of it is in the run", from: coordinator)
            #expect(try run.summary()["reproducible"] as? Bool == true)
        }

        @Test func absurdLosses() throws {
            let (coordinator, endpoint) = try startCoordinator("--min-workers", "2")
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try run.wait(for: EventPattern("worker_joined", worker: "honest"))
            let liar = try Middleman(at: endpoint) { message, words in
                guard case .result(var result) = message,
                    case .metrics(var metrics) = result.content
                else { return [words] }
                metrics.values[0] = 1e300
                result.content = .metrics(metrics)
                return (try? [words.changingMessage(to: .result(result))]) ?? []
            }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            try liar.play { !coordinator.isRunning }
            try expectReferenceBits(coordinator, worker, deceived)
            try expectExpulsion(in: "step 1", "no unverified work of it is in the run", from: coordinator)
        }

        /// One bit, once, in a run that verifies each step.
        @Test(arguments: [false, true])
        func oneBit(alone: Bool) throws {
            let (coordinator, endpoint) = try startCoordinator(
                "--verify-every", "1", "--min-workers", alone ? "1" : "2")
            var worker = alone ? nil : try sandbox.startWorker("honest", at: endpoint)
            if !alone { try run.wait(for: EventPattern("worker_joined", worker: "honest")) }
            let liar = try liar(at: endpoint) { $0.version == 4 }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            if alone {
                try liar.play { coordinator.errors.contains("worker liar was expelled") }
                worker = try sandbox.startWorker("honest", at: endpoint)
            }
            try liar.play { !coordinator.isRunning }
            try expectReferenceBits(coordinator, try #require(worker), deceived)
            try expectExpulsion(in: "step 5", "no unverified work of it is in the run", from: coordinator)
            #expect(try run.count("blocks_verified") > 0)
            #expect(try run.summary()["reproducible"] as? Bool == true)
        }

        /// Its results before the third step are in the weights, wrong ones and right ones.
        @Test func oneBitWhereEveryThirdStepIsVerified() throws {
            let (coordinator, endpoint) = try startCoordinator("--verify-every", "3", "--min-workers", "2")
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try run.wait(for: EventPattern("worker_joined", worker: "honest"))
            let liar = try liar(at: endpoint) { $0.version >= 1 }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            try liar.play { !coordinator.isRunning }
            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(try deceived.wait(limit: 10) == .exited(69), "\(deceived.errors)")
            try expectExpulsion(
                in: "step 3", "its unverified work is in the run from step 1 on, which is no longer reproducible",
                from: coordinator)
            let kept = run.checkpoint("before-step-1")
            #expect(coordinator.errors.contains("before-step-1.safetensors is from before step 1, the first with"))
            #expect(try sandbox.run("inspect", kept).output.contains("step: 0\n"))
            #expect(try run.summary()["reproducible"] as? Bool == false)
            #expect(try run.bits().weights != SmallRun.bits().weights)
            try sandbox.expectNothingLeft()
        }

        /// The third liar is found when checkpoints from before the first step have been replaced twice.
        @Test func theCheckpointFromBeforeTheFirstLieServesForLaterOnes() throws {
            // If the liar was slow, others have computed its block and its result is not compared. Then the test runs
            // again.
            var coordinator = try runWithThreeLiars()
            for _ in 0..<9 where try run.count("workers_expelled") < 3 {
                try FileManager.default.removeItem(atPath: run.path)
                coordinator = try runWithThreeLiars()
            }
            #expect(try run.count("workers_expelled") == 3)
            let lines = coordinator.errors.split(separator: "\n")
            let kept = lines.filter { $0.contains(".safetensors is from before step") }
            #expect(kept.count == 3 && kept.allSatisfy { $0.contains("/before-step-") }, "\(coordinator.errors)")
            #expect(try sandbox.run("inspect", run.checkpoint("before-step-1")).output.contains("step: 0\n"))
            try sandbox.expectNothingLeft()
        }

        /// A run in which one worker is honest, and of three others each lies in another step that is verified.
        private func runWithThreeLiars() throws -> ChorusProcess {
            let (coordinator, endpoint) = try startCoordinator("--verify-every", "3", "--min-workers", "4")
            let worker = try sandbox.startWorker("honest", at: endpoint)
            let liars = try [2, 5, 8].map { version in try liar(at: endpoint) { $0.version == version } }
            let deceived = try liars.enumerated().map { try sandbox.startWorker("liar\($0)", at: $1.endpoint) }
            try liars[0].play {
                for liar in liars.dropFirst() { try liar.turn() }
                return !coordinator.isRunning
            }
            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            let ends = try deceived.map { try $0.wait(limit: 10) }
            #expect(ends.count { $0 == .exited(69) } == (try run.count("workers_expelled")))
            #expect(ends.allSatisfy { $0 == .exited(69) || $0 == .exited(0) }, "\(ends)")
            return coordinator
        }

        @Test(arguments: [SIGINT, SIGKILL])
        func whoWasExpelledIsRefusedInTheNextLifeToo(signal: Int32) throws {
            let (coordinator, endpoint) = try startCoordinator("--verify-every", "1", "--epochs", "9999")
            let liar = try liar(at: endpoint) { $0.version == 2 }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            try liar.play { !deceived.isRunning }
            #expect(try deceived.wait(limit: 1) == .exited(69))
            // Long before the end of the epoch, without options for checkpoints.
            try run.waitForCheckpoint(atStep: 1)
            coordinator.signal(signal)
            #expect(try coordinator.wait(limit: 20) == (signal == SIGINT ? .exited(130) : .signalled(SIGKILL)))

            let (next, nextEndpoint) = try sandbox.startCoordinator(["--resume", "run"])
            let again = try sandbox.startWorker("liar", at: nextEndpoint)
            #expect(try again.wait(limit: 10) == .exited(69))
            #expect(again.errors.contains("its result was wrong in step 3; it can't come back into this run under"))
            next.signal(SIGINT)
            #expect(try next.wait(limit: 20) == .exited(130))
            try sandbox.expectNothingLeft()
        }

        /// One bit in a run of 51 steps: in a run that verifies each step, and in one that verifies each tenth, first
        /// in a step that is not verified. There the liar works alone until it is found, so that it computes every
        /// step.
        @Test(arguments: [("1", [36], 37), ("10", [14, 29, 33], 30)] as [(String, [UInt64], Int)])
        func oneBitInFiftySteps(every: String, lies: [UInt64], found: Int) throws {
            try sandbox.run(
                "train", "--config", "small.yaml", "--workers", "1", "--out", "plain", "--epochs", "17")
            let isEachVerified = every == "1"
            let (coordinator, endpoint) = try startCoordinator(
                "--verify-every", every, "--min-workers", isEachVerified ? "2" : "1", "--epochs", "17")
            let liar = try liar(at: endpoint) { lies.contains($0.version) }
            let deceived = try sandbox.startWorker("liar", at: liar.endpoint)
            if !isEachVerified { try liar.play { coordinator.errors.contains("worker liar was expelled") } }
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try liar.play { !coordinator.isRunning }
            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)")
            #expect(try deceived.wait(limit: 10) == .exited(69), "\(deceived.errors)")
            #expect(try run.count("steps") == 51)
            #expect(try (run.bits() == sandbox.runFolder("plain").bits()) == isEachVerified)
            #expect(try run.summary()["reproducible"] as? Bool == isEachVerified)
            try expectExpulsion(
                in: "step \(found)",
                isEachVerified
                    ? "no unverified work of it is in the run"
                    : "its unverified work is in the run from step 1 on, which is no longer reproducible",
                from: coordinator)
            try sandbox.expectNothingLeft()
        }

        @Test(arguments: ["1", "2"])
        func localWorkersVerifyEachOther(workers: String) throws {
            try sandbox.run(
                "train", "--config", "small.yaml", "--workers", workers, "--verify-every", "1", "--out", "run")
            #expect(try run.bits() == SmallRun.bits())
            // Nine steps and three validations, in one block or in two.
            #expect(try run.count("blocks_verified") >= 12 * (workers == "1" ? 1 : 2))
            #expect(try run.count("workers_expelled") == 0)
            #expect(try run.count("sessions_lost") == 0)
            try sandbox.expectNothingLeft()
        }

        func startCoordinator(_ options: String...) throws -> (ChorusProcess, endpoint: String) {
            try sandbox.startCoordinator(["--config", "small.yaml", "--out", "run"] + options)
        }

        /// Changes one bit of a gradient in the given steps.
        func liar(at endpoint: String, in isLie: @escaping (StepID) -> Bool) throws -> Middleman {
            try Middleman(at: endpoint) { message, words in
                guard case .result(let result) = message, result.content == .bucket(2), isLie(result.step) else {
                    return [words]
                }
                return [words.changingFrame { $0[6] ^= 1 }]
            }
        }

        private func expectReferenceBits(
            _ coordinator: ChorusProcess, _ worker: ChorusProcess, _ deceived: ChorusProcess,
            at location: SourceLocation = #_sourceLocation
        ) throws {
            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)", sourceLocation: location)
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)", sourceLocation: location)
            #expect(try run.bits() == SmallRun.bits(), sourceLocation: location)
            deceived.signal(SIGTERM)
            try deceived.wait(limit: 10)
            try sandbox.expectNothingLeft(at: location)
        }

        private func expectExpulsion(
            in step: String, _ words: String, from coordinator: ChorusProcess,
            at location: SourceLocation = #_sourceLocation
        ) throws {
            let line = "worker liar was expelled: its result in \(step) is not what the coordinator computes itself; "
            #expect(coordinator.errors.contains(line + words), "\(coordinator.errors)", sourceLocation: location)
            let told = try run.events(EventPattern("worker_expelled", worker: "liar"))
            #expect(told.count == 1 && told.first?.message == line + words, sourceLocation: location)
            #expect(try run.count("workers_expelled") == 1, sourceLocation: location)
        }
    }
}
