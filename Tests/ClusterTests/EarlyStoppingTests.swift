import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// A run that ends because its monitored metric has not improved for a while.
    @Suite struct EarlyStopping {
        private static let patience = 3
        private static let options = ["train", "--config", "stopping.yaml", "--workers", "2"]

        let sandbox: Sandbox
        let straight: RunFolder

        /// A run that early stopping has ended, because its learning rate is far too large.
        init() throws {
            sandbox = try Sandbox()
            straight = sandbox.runFolder("straight")
            try sandbox.makeSmallRunFiles()
            let small = contents(of: sandbox.file("small.yaml"))
            try sandbox.write(
                small.replacing("epochs: 3", with: "epochs: 200").replacing("3.0e-3", with: "3.0e-2")
                    + "\nearly_stopping: {patience: \(Self.patience)}\n", to: "stopping.yaml")
            try train(out: "straight")
        }

        @Test func endsTheRunAndKeepsTheBestWeights() throws {
            let losses = try straight.history(of: "val_loss")
            let (best, last) = stop(of: losses, isBetter: <)
            #expect(losses.count == last && last < 200)
            #expect(best == last - Self.patience)
            #expect(try straight.summary()["stopped_because"] as? String == "early_stopping")
            #expect(try straight.count("epochs") == last)
            #expect(try straight.count("best_epoch") == best)
            #expect(try straight.bits().best != straight.bits().weights)
            let inspection = try jsonObject(try sandbox.run("inspect", straight.checkpoint("best"), "--json").output)
            #expect(inspection["weights_sha256"] as? String == (try straight.bits().best))
            let metadata = try #require(inspection["metadata"] as? [String: Any])
            #expect(metadata["epoch"] as? String == "\(best)")
        }

        @Test(arguments: [
            ("val_accuracy", true), ("val_cross_entropy", false), ("val_macro_f1", true),
            ("val_balanced_accuracy", true),
        ])
        func followsAnotherMetric(monitor: String, isHigherBetter: Bool) throws {
            try sandbox.write(
                contents(of: sandbox.file("stopping.yaml"))
                    .replacing("{patience", with: "{monitor: \(monitor), patience"), to: "stopping.yaml")
            try train(out: "other")
            let other = sandbox.runFolder("other")
            let values = try other.history(of: monitor)
            #expect(values.count == stop(of: values, isBetter: isHigherBetter ? { $0 > $1 } : { $0 < $1 }).last)
            #expect(try other.summary()["stopped_because"] as? String == "early_stopping")
        }

        /// A larger epoch limit does not continue it.
        @Test func isFinishedForResume() throws {
            let bits = try straight.bits()
            for more in [[], ["--epochs", "300"]] {
                let process = try sandbox.start(["train", "--resume", "straight"] + more)
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                #expect(process.output.contains("straight is finished"), "\(process.output)")
                #expect(try straight.bits() == bits)
                #expect(try straight.summary()["stopped_because"] as? String == "early_stopping")
            }
        }

        /// The run has waited for some epochs when its epoch limit ends it.
        @Test func theWaitGoesOnAfterTheLimitOfEpochs() throws {
            let epochs = try straight.count("epochs")
            try train("--epochs", "\(epochs - 1)", out: "run")
            let run = sandbox.runFolder("run")
            #expect(try run.summary()["stopped_because"] as? String == "epochs")
            try sandbox.run("train", "--resume", "run", "--epochs", "200", "--workers", "1")
            #expect(try run.bits() == straight.bits())
            #expect(try run.summary()["stopped_because"] as? String == "early_stopping")
        }

        /// In the middle of the last epoch.
        @Test(arguments: [SIGINT, SIGKILL])
        func theWaitGoesOnAfterTheCoordinatorsEnd(signal: Int32) throws {
            let steps = try straight.count("steps")
            let run = sandbox.runFolder("run")
            let held = try HeldRun(
                in: sandbox, after: UInt64(steps - 1), ["--config", "stopping.yaml", "--out", "run"])
            let end = try held.end(by: signal, atStep: steps - 1, of: run)
            #expect(end == (signal == SIGINT ? .exited(130) : .signalled(SIGKILL)))
            held.worker.signal(SIGTERM)
            try held.worker.wait(limit: 10)
            try sandbox.run("train", "--resume", "run", "--workers", "1")
            #expect(try run.bits() == straight.bits())
            #expect(try run.summary()["stopped_because"] as? String == "early_stopping")
            try sandbox.expectNothingLeft()
        }

        private func train(_ options: String..., out: String) throws {
            let process = try sandbox.start(Self.options + options + ["--out", out])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
        }

        /// The best epoch, from 1, and the epoch in which the rule ends a run with these values.
        private func stop(of values: [Double], isBetter: (Double, Double) -> Bool) -> (best: Int, last: Int) {
            var best = 0
            for epoch in values.indices {
                if isBetter(values[epoch], values[best]) { best = epoch }
                if epoch - best == Self.patience { return (best + 1, epoch + 1) }
            }
            return (best + 1, 0)
        }
    }
}
