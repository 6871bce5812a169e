import Testing

/// A run like the reference run, of a model whose steps take a few milliseconds, for tests that repeat it many times.
enum SmallRun {
    static let steps = 9

    /// Its digests, from one worker without an interruption.
    static func bits() throws -> RunBits { try result.get() }

    private static let result = Result {
        let sandbox = try Sandbox()
        try sandbox.makeSmallRunFiles()
        try sandbox.run("train", "--config", "small.yaml", "--workers", "1", "--out", "run")
        let run = sandbox.runFolder("run")
        try #require(try run.count("steps") == steps)
        return try run.bits()
    }
}

extension Sandbox {
    /// Writes `small.yaml`, its model and its faces.
    func makeSmallRunFiles() throws {
        try makeFaces()
        try makeTinyModel()
        try write(
            """
            data: {path: faces}
            model: tiny.yaml
            seed: 7
            epochs: 3
            batch_size: 64
            optimizer: {learning_rate: 3.0e-3}
            """, to: "small.yaml")
    }
}
