import Networks
import Options
import PlainText

extension RunConfiguration {
    /// Checks each value by itself, and values that depend on each other. Reads no files.
    ///
    /// - Throws: ``ConfigurationError`` naming the key, its value and the allowed values.
    public func validate() throws(ConfigurationError) {
        for setting in RunConfiguration.schema.settings where !setting.isValid(self) {
            throw setting.error(Misfit(setting.write(self)))
        }
        if let microBatches, microBatches > batchSize {
            throw ConfigurationError(
                key: "micro_batches",
                problem: "is \(microBatches); it must be at most batch_size, which is \(batchSize)",
                otherKey: "batch_size")
        }
        if let workers = cluster.workers, workers > 0, cluster.minimumWorkers > workers {
            throw ConfigurationError(
                key: "cluster.min_workers",
                problem: "is \(cluster.minimumWorkers); it must be at most cluster.workers, which is \(workers)",
                otherKey: "cluster.workers")
        }
        if !freeze.names.isEmpty, initialWeights == nil {
            throw ConfigurationError(
                key: "freeze",
                problem: "keeps layers as they are, and without init those would be random: set init to a run",
                otherKey: "init")
        }
        if verify != nil, cluster.workers == 0 {
            throw ConfigurationError(
                key: "verify",
                problem: "compares what workers compute, and cluster.workers is 0: leave this option out, or set it to "
                    + "none",
                otherKey: "cluster.workers")
        }
        if verify != nil, cluster.allowMixed {
            throw ConfigurationError(
                key: "verify",
                problem: "compares bytes, and cluster.allow_mixed admits workers that compute other bytes: "
                    + "leave out one of the two",
                otherKey: "cluster.allow_mixed")
        }
        if !isModelFile, !ModelSpec.presetNames.contains(model) {
            throw ConfigurationError(
                key: "model",
                problem: "is \(model); \(Spelling.advice(for: model, among: ModelSpec.presetNames))"
                    + " (the path of a model file holds a / or ends in .yaml)")
        }
    }

    /// Compares this configuration with `other`, the configuration of the run that is resumed. Returns the keys of the
    /// settings that differ but may not change on resume. If ``microBatches`` is nil in one of the two, its default is
    /// compared, see ``microBatchCount``.
    public func differences(from other: RunConfiguration) -> [String] {
        var mine = self
        var others = other
        mine.microBatches = microBatchCount
        others.microBatches = other.microBatchCount
        return RunConfiguration.schema.differences(mine, others) { !$0.mayChangeOnResume }
    }
}
