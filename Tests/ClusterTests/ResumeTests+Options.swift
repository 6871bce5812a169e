import Testing

extension ClusterTests.Resuming {
    /// What an option has switched on, a resumed run can switch off.
    @Test func noMoreVerification() throws {
        try sandbox.run(
            "train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "2", "--verify-every", "1",
            "--checkpoint-every", "2", "--out", "verified")
        let verified = sandbox.runFolder("verified")
        let before = try verified.count("blocks_verified")
        #expect(before > 0)
        try sandbox.run(
            "train", "--resume", "verified", "--epochs", "2", "--verify-every", "none", "--checkpoint-every",
            "none")
        #expect(try verified.count("blocks_verified") == before)
        let configuration = contents(of: verified.path + "/config.yaml")
        #expect(configuration.contains("\nverify: null\n") && configuration.contains("checkpoint_every: null\n"))
    }
}
