import Testing

/// The run that all clusters must repeat to the bit: three epochs of three steps of fer-cnn. It has dropout, class
/// weights, a partial last batch, a learning rate that is reduced, and a best epoch that is not the last.
enum ReferenceRun {
    static let stepsPerEpoch = 3
    static let steps = 9

    /// Its digests, from one worker without an interruption.
    static func bits() throws -> RunBits { try result.get() }

    private static let result = Result {
        let sandbox = try Sandbox()
        try sandbox.makeReferenceFiles()
        try sandbox.run("train", "--config", "reference.yaml", "--workers", "1", "--out", "run")
        let run = sandbox.runFolder("run")
        try #require(try run.count("steps") == steps)
        try #require(try run.count("best_epoch") == 1)
        try #require(try run.history().last?.hasSuffix(",0.00225") == true)
        return try run.bits()
    }
}

extension Sandbox {
    /// Writes `reference.yaml` and its faces.
    func makeReferenceFiles() throws {
        try makeFaces()
        try write(
            """
            data: {path: faces}
            seed: 7
            epochs: 3
            batch_size: 64
            class_weight: balanced
            optimizer: {learning_rate: 3.0e-3}
            reduce_lr_on_plateau: {patience: 1}
            """, to: "reference.yaml")
    }
}
