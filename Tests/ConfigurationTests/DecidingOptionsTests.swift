import Configuration
import Testing
import Training

/// The options that a checkpoint stores, so that a run resumes with the same ones.
@Suite struct DecidingOptionsTests {
    /// An edit of a configuration, and the keys that it changes among those that are kept.
    struct Edit: CustomTestStringConvertible {
        let yaml: String
        let keys: [String]
        var testDescription: String { yaml }

        init(_ yaml: String, _ keys: String...) {
            self.yaml = yaml
            self.keys = keys
        }
    }

    @Test(arguments: [
        Edit("optimizer: {beta_1: 0.8}", "optimizer.beta_1"), Edit("class_weight: none", "class_weight"),
        Edit("class_weight: {happy: 2.0, sad: 1.0}", "class_weight"), Edit("seed: 4", "seed"),
        Edit("padding: same", "padding"), Edit("micro_batches: 2", "micro_batches"),
        Edit("batch_size: 128", "batch_size", "micro_batches"),
        Edit("data: {skip_unreadable: true}", "data.skip_unreadable"),
        Edit("reduce_lr_on_plateau: {min_lr: 1.0e-6}", "reduce_lr_on_plateau.min_lr"),
        Edit("early_stopping: {min_delta: 0.1}", "early_stopping.min_delta"),
        Edit("cluster: {exchange_precision: bf16}", "cluster.exchange_precision"),
        // What decides no bit, or is compared by what it names.
        Edit("epochs: 3"), Edit("data: {path: elsewhere, cache: false}"), Edit("model: other.yaml"),
        Edit("micro_batches: 4"),
        Edit("cluster: {workers: 9, kernels: portable, allow_mixed: true}"), Edit("checkpoint_every: 10m"),
    ])
    func everyOneThatDiffersIsNamed(edit: Edit) throws {
        let kept = RunConfiguration().decidingOptions
        let edited = try RunConfiguration(yaml: edit.yaml, file: "config.yaml")
        #expect(edited.decidingDifferences(from: kept).map(\.key).sorted() == edit.keys.sorted())
    }

    @Test func bothValuesAreTold() throws {
        let edited = try RunConfiguration(yaml: "optimizer: {beta_1: 0.8}", file: "config.yaml")
        let differences = edited.decidingDifferences(from: RunConfiguration().decidingOptions)
        #expect(differences.map(\.value) == ["0.8"])
        #expect(differences.map(\.kept) == ["0.9"])
    }

    @Test func classesWithOddNamesAreNotMistakenForOthers() {
        func weights(_ weights: [String: Float]) -> String? {
            var configuration = RunConfiguration()
            configuration.classWeight = .perClass(weights)
            return configuration.decidingOptions["class_weight"]
        }
        #expect(weights(["a": 1, "b": 2]) == "{a: 1.0, b: 2.0}")
        #expect(weights(["a: 1.0, b": 2]) != weights(["a": 1, "b": 2]))
    }

    /// A checkpoint of an earlier release has fewer keys, and the run had what is the default now.
    @Test func aKeyThatTheCheckpointLacksHadItsDefault() throws {
        var kept = RunConfiguration().decidingOptions
        kept["cluster.exchange_precision"] = nil
        #expect(RunConfiguration().decidingDifferences(from: kept).isEmpty)
        let edited = try RunConfiguration(yaml: "cluster: {exchange_precision: bf16}", file: "config.yaml")
        #expect(edited.decidingDifferences(from: kept).map(\.key) == ["cluster.exchange_precision"])
    }

    @Test func aKeyOfALaterReleaseIsNamed() {
        var kept = RunConfiguration().decidingOptions
        kept["label_smoothing"] = "0.1"
        let differences = RunConfiguration().decidingDifferences(from: kept)
        #expect(differences.map(\.key) == ["label_smoothing"])
        #expect(differences.map(\.value) == [nil])
    }
}
