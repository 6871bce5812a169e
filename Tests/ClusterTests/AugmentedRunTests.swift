import Glibc
import Testing

extension ClusterTests {
    /// Balanced classes and every transform on: the same bits for every cluster.
    @Suite struct AugmentedRuns {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
            try sandbox.write(
                """
                data: {path: faces, balance: {targets: largest, class_augment: {happy: [flip]}}}
                augment:
                  - affine: {rotation: 15, width_shift: 0.1, height_shift: 0.1, shear: 3, zoom: 0.1, probability: 0.8}
                  - affine: {rotation: 5, fill_mode: reflect}
                  - affine: {zoom: [1, 1.2], fill_mode: constant}
                  - flip
                  - brightness: {factor: 0.2}
                  - contrast: {factor: 0.2, probability: 0.5}
                model: tiny.yaml
                seed: 7
                epochs: 2
                batch_size: 64
                """, to: "augmented.yaml")
        }

        private func train(workers: Int) throws -> RunBits {
            let out = "run-\(workers)"
            try sandbox.run("train", "--config", "augmented.yaml", "--workers", "\(workers)", "--out", out)
            return try sandbox.runFolder(out).bits()
        }

        @Test func theSameBitsForEveryCluster() throws {
            let alone = try train(workers: 0)
            for workers in 1...3 { #expect(try train(workers: workers) == alone, "\(workers) workers") }

            let run = sandbox.runFolder("killed")
            let killed = try sandbox.start([
                "train", "--config", "augmented.yaml", "--workers", "2", "--checkpoint-every", "1", "--out", "killed",
            ])
            try run.waitForCheckpoint(atStep: 2)
            killed.signal(SIGKILL)
            #expect(try killed.wait(limit: 10) == .signalled(SIGKILL))
            try sandbox.run("train", "--resume", "killed", "--workers", "3")
            #expect(try run.bits() == alone)
            try sandbox.expectNothingLeft()
        }

        /// Each of the two changes what is trained.
        @Test func balanceAndAugmentationMatter() throws {
            func bits(_ options: String, out: String) throws -> RunBits {
                try sandbox.write(options + "\nmodel: tiny.yaml\nepochs: 1\nseed: 7\n", to: "\(out).yaml")
                try sandbox.run("train", "--config", "\(out).yaml", "--workers", "0", "--out", out)
                return try sandbox.runFolder(out).bits()
            }
            let plain = try bits("data: {path: faces}", out: "plain")
            let balanced = try bits("data: {path: faces, balance: largest}", out: "balanced")
            let augmented = try bits("data: {path: faces}\naugment: [flip]", out: "augmented")
            #expect(plain != balanced)
            #expect(plain != augmented)
        }

        /// Other transforms make other results, so a run goes on with its own alone.
        @Test func aResumedRunKeepsThem() throws {
            try sandbox.run("train", "--config", "augmented.yaml", "--workers", "0", "--epochs", "1", "--out", "run")
            try sandbox.write("augment: [flip]", to: "other.yaml")
            let resumed = try sandbox.start(["train", "--resume", "run", "--config", "other.yaml", "--workers", "0"])
            #expect(try resumed.wait() == .exited(64))
            #expect(resumed.errors.contains("augment"), "\(resumed.errors)")
        }
    }
}
