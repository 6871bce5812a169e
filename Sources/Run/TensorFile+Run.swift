import Checkpoints
import Training

/// Facts that a checkpoint has, besides its tensors, about the run that wrote it.
extension TensorFile {
    /// The keys of these facts in the checkpoint's metadata.
    enum Entry {
        static let history = "history"
        static let timing = "timing"
        static let cluster = "cluster"
        static let dataFingerprint = "data_sha256"
        static let seed = "seed"
        static let validationFraction = "validation_fraction"
    }

    /// The metrics of the run's finished epochs.
    ///
    /// - Parameter path: the checkpoint's path, for the error.
    /// - Throws: `CheckpointError.damaged` if the checkpoint has no readable history.
    package func history(_ path: String) throws(CheckpointError) -> History {
        try decoded(History.self, Entry.history, path)
    }

    /// Where the run stood: its counters, the learning rate, and the sums of the metrics in the epoch that was running.
    ///
    /// - Parameter path: the checkpoint's path, for the error.
    /// - Throws: `CheckpointError.damaged` if the checkpoint has no readable counters.
    package func counters(_ path: String) throws(CheckpointError) -> RunCounters {
        try decoded(RunCounters.self, TensorFile.countersKey, path)
    }

    /// The SHA-256 digest of the images that the run was trained on, as ``TrainingJob/fingerprint(of:)`` computes it;
    /// nil if the checkpoint does not contain it.
    package var dataFingerprint: String? { metadata[Entry.dataFingerprint] }

    /// The run's seed; nil if a checkpoint of an earlier release lacks it.
    package var seed: UInt64? { metadata[Entry.seed].flatMap { UInt64($0) } }

    /// The fraction of images that the run held out for validation, if the data had no validation images; 0 if the
    /// checkpoint does not contain it.
    package var validationFraction: Double { metadata[Entry.validationFraction].flatMap { Double($0) } ?? 0 }
}
