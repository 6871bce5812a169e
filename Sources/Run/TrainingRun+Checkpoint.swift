import Checkpoints
import Configuration
import Datasets
import Files
import Foundation
import Networks
import Tensors
import Training
import Vocabulary

/// What a checkpoint says about a run besides the state of the ``TrainingRun``: the run's name, its numerics, and the
/// counters of its cluster.
package struct CheckpointFacts {
    /// The run's name, a UUID.
    package var runID: String
    /// The numerics fingerprint of the run, a digest of its arithmetic; see `NumericsFingerprint`.
    package var numericsFingerprint: String
    /// Whether the weights are reproducible. They are not if a process of the run had `cluster.allow_mixed` on and so
    /// could admit workers that compute other bits, or if the weights hold unverified work of an expelled worker.
    package var reproducible: Bool
    /// The counters of the cluster, summed over all processes of the run.
    package var clusterCounters: ClusterCounters

    /// Collects the facts for the metadata of a checkpoint.
    package init(runID: String, numericsFingerprint: String, reproducible: Bool, clusterCounters: ClusterCounters) {
        self.runID = runID
        self.numericsFingerprint = numericsFingerprint
        self.reproducible = reproducible
        self.clusterCounters = clusterCounters
    }
}

extension CheckpointFacts {
    /// Reads the facts from a checkpoint. A checkpoint of an earlier release may lack some of them. A missing name is
    /// replaced by a new one, a missing fingerprint by an empty text, and missing counters by zeros; a run without the
    /// fact `reproducible` counts as reproducible.
    ///
    /// - Throws: `CheckpointError.damaged` if the file has counters of the cluster that cannot be decoded. These must
    ///   not be replaced by zeros, since they also say which workers are expelled.
    package init(of file: TensorFile, path: String) throws(CheckpointError) {
        runID = file.metadata["run_id"] ?? UUID().uuidString.lowercased()
        numericsFingerprint = file.metadata["numerics_fingerprint"] ?? ""
        reproducible = file.metadata["reproducible"] != "false"
        clusterCounters =
            file.metadata[TensorFile.Entry.cluster] == nil
            ? ClusterCounters() : try file.decoded(ClusterCounters.self, TensorFile.Entry.cluster, path)
    }
}

/// Writes a run to a checkpoint, and reads it back.
extension TrainingRun {
    /// The whole state of the run in one file, from which ``init(job:resuming:path:)`` resumes it.
    package func checkpoint(facts: CheckpointFacts) -> TensorFile {
        var file = TensorFile(metadata: modelMetadata(weightsOfEpoch: nil, runID: facts.runID))
        let layout = job.network.layout
        file.insert(layout.tensors(of: current.weights), in: .weights)
        file.insert(trainable(layout.tensors(of: current.firstMoment)), in: .firstMoment)
        file.insert(trainable(layout.tensors(of: current.secondMoment)), in: .secondMoment)
        if let best { file.insert(layout.tensors(of: best), in: .best) }
        file.metadata[TensorFile.countersKey] = jsonText(counters)
        file.metadata[TensorFile.Entry.history] = jsonText(history)
        file.metadata[TensorFile.Entry.timing] = jsonText(timing)
        file.metadata[TensorFile.Entry.cluster] = jsonText(facts.clusterCounters)
        file.metadata["numerics_fingerprint"] = facts.numericsFingerprint
        file.metadata["reproducible"] = String(facts.reproducible)
        file.metadata["weights_sha256"] = file.weightsDigest
        file.metadata["best_weights_sha256"] = file.bestWeightsDigest
        file.metadata["state_sha256"] = file.stateDigest
        return file
    }

    /// The contents of `best.safetensors`, which `evaluate` and `predict` use: ``bestWeights`` alone, under plain names
    /// such as `conv2d_1/kernel`.
    package func bestExport(runID: String) -> TensorFile {
        var file = TensorFile(metadata: modelMetadata(weightsOfEpoch: counters.bestEpoch, runID: runID))
        file.insert(job.network.layout.tensors(of: bestWeights), in: .weights)
        file.metadata["weights_sha256"] = file.weightsDigest
        return file
    }

    private func modelMetadata(weightsOfEpoch epoch: Int?, runID: String) -> [String: String] {
        var metadata = ModelMetadata(
            model: job.network.spec, classes: job.dataset.classes, input: job.network.input
        ).strings
        metadata.merge(CheckpointOrigin(runID: runID, options: job.configuration.decidingOptions).metadata) { $1 }
        metadata[TensorFile.Entry.dataFingerprint] = job.dataFingerprint
        metadata["init_sha256"] = initialWeightsDigest
        metadata[TensorFile.Entry.seed] = String(job.configuration.seed)
        metadata[TensorFile.Entry.validationFraction] = String(job.configuration.data.validationFraction)
        metadata["epoch"] = String(epoch ?? history.records.count)
        metadata["step"] = String(counters.version)
        metadata["learning_rate"] = String(counters.policy.learningRate)
        return metadata
    }

    /// Leaves out the tensors of running statistics: Adam has no moments of running statistics.
    private func trainable(_ tensors: [String: Tensor]) -> [String: Tensor] {
        let names = Set(job.network.layout.entries.filter(\.role.isTrainable).map(\.name))
        return tensors.filter { names.contains($0.key) }
    }

    /// Reads a run from a checkpoint.
    ///
    /// - Throws: `CheckpointError.damaged`; or ``RunError/resumeDiffers(path:differences:)`` if the checkpoint's run
    ///   was trained on other images, or its model had other layers.
    public convenience init(job: TrainingJob, resuming file: TensorFile, path: String) throws {
        self.init(job: job)
        guard file.dataFingerprint == job.dataFingerprint else {
            throw RunError.resumeDiffers(
                path: path,
                differences: [
                    (job.configuration.data.path.map { "the images of \($0)" } ?? "the generated images")
                        + " are not those that it was trained on"
                ])
        }
        guard try ModelMetadata(of: file, path: path).model == job.network.spec else {
            throw RunError.resumeDiffers(path: path, differences: ["the model has other layers now"])
        }
        let layout = job.network.layout
        initialWeightsDigest = file.metadata["init_sha256"]
        counters = try file.counters(path)
        // A checkpoint of an earlier release may lack the sums of some metrics. If the epoch has no samples yet, all
        // its sums are zero, so these metrics can be summed too.
        if counters.samples == 0 { counters.beginSums() }
        history = try file.history(path)
        timing = try file.decoded(RunTiming.self, TensorFile.Entry.timing, path)
        do throws(NetworkError) {
            try layout.fill(current.weights, from: file.tensors(in: .weights))
            try layout.fill(current.firstMoment, from: file.tensors(in: .firstMoment).withZeros(for: layout))
            try layout.fill(current.secondMoment, from: file.tensors(in: .secondMoment).withZeros(for: layout))
            let best = file.tensors(in: .best)
            if !best.isEmpty {
                let storage = FloatStorage(count: layout.count)
                try layout.fill(storage, from: best)
                self.best = storage
            }
        } catch {
            throw CheckpointError.damaged(path: path, problem: error.description)
        }
    }
}

extension [String: Tensor] {
    /// These moments, and zeros for the running statistics. Adam has no moments of running statistics, so checkpoints
    /// do not contain such moments, but the flat vectors of the moments have a place for them.
    fileprivate func withZeros(for layout: ParameterLayout) -> [String: Tensor] {
        var tensors = self
        for entry in layout.entries where !entry.role.isTrainable {
            tensors[entry.name] = Tensor(shape: entry.shape, values: Array(repeating: 0, count: entry.count))
        }
        return tensors
    }
}
