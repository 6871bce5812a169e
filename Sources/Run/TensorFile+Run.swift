import Checkpoints
import Training

/// What a run's checkpoint says of the run, beside its tensors.
extension TensorFile {
    /// The names of its text entries.
    enum Entry {
        static let history = "history"
        static let timing = "timing"
        static let cluster = "cluster"
        static let dataFingerprint = "data_sha256"
        static let seed = "seed"
        static let validationFraction = "validation_fraction"
    }

    /// The finished epochs of the run.
    ///
    /// - Parameter path: the checkpoint's path, for the error.
    /// - Throws: `CheckpointError.damaged`.
    package func history(_ path: String) throws(CheckpointError) -> History {
        try decoded(History.self, Entry.history, path)
    }

    /// Where the run stood: its counters, the learning rate and the sums of the epoch that was running.
    ///
    /// - Parameter path: the checkpoint's path, for the error.
    /// - Throws: `CheckpointError.damaged`.
    package func counters(_ path: String) throws(CheckpointError) -> RunCounters {
        try decoded(RunCounters.self, TensorFile.countersKey, path)
    }

    /// The SHA-256 digest of the images that the run was trained on, as ``TrainingJob/fingerprint(of:)`` computes it.
    package var dataFingerprint: String? { metadata[Entry.dataFingerprint] }

    /// The run's seed; nil if a checkpoint of an earlier release lacks it.
    package var seed: UInt64? { metadata[Entry.seed].flatMap { UInt64($0) } }

    /// The fraction of images that the run held out for validation, where the data have no validation images.
    package var validationFraction: Double { metadata[Entry.validationFraction].flatMap { Double($0) } ?? 0 }
}
