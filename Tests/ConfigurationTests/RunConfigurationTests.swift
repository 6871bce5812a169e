import Augmentation
import Configuration
import Foundation
import Networks
import Options
import Tensors
import Testing
import TestKit
import Training

@Suite struct RunConfigurationTests {
    /// The YAML of the design.
    private let design = """
        data: {path: faces/, image_height: 48, image_width: 48, channels: 1, validation_fraction: 0.1, \
        skip_unreadable: false}
        model: fer-cnn                  # a preset or a model file
        seed: 0
        epochs: 500
        batch_size: 64
        micro_batches: 4
        class_weight: balanced          # none, balanced, or {happy: 1.0, …}
        optimizer: {name: adam, learning_rate: 1.0e-4, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-7}
        reduce_lr_on_plateau: {monitor: val_loss, factor: 0.75, patience: 8, min_delta: 1.0e-4, cooldown: 0, \
        min_lr: 1.0e-5}
        early_stopping: {monitor: val_loss, patience: 20, min_delta: 0.0}
        best: {monitor: val_loss}
        cluster: {workers: 2, min_workers: 1, worker_timeout: 10, stall_timeout: 60, kernels: native, \
        allow_mixed: false}
        """

    @Test func defaultsAreTheDesigns() throws {
        var expected = RunConfiguration().resolved(cores: 2)
        expected.data.path = "faces/"
        #expect(try RunConfiguration(yaml: design, file: "design.yaml") == expected)
    }

    @Test(arguments: ["", "# nothing\n", "data:\n", "{}", "null", "cluster: {}\noptimizer: ~"])
    func whatIsLeftOutKeepsItsDefault(yaml: String) throws {
        #expect(try RunConfiguration(yaml: yaml, file: "empty.yaml") == RunConfiguration())
    }

    @Test func partOfAGroupKeepsTheRest() throws {
        var expected = RunConfiguration()
        expected.optimizer.learningRate = 1e-3
        expected.cluster.kernels = .portable
        expected.padding = .same
        let yaml = "optimizer: {learning_rate: 1e-3}\ncluster:\n  kernels: portable\npadding: same\n"
        #expect(try RunConfiguration(yaml: yaml, file: "part.yaml") == expected)
    }

    @Test func readsClassWeights() throws {
        let yaml = "class_weight: {happy: 1.5, 'no': 2, sad: 0}"
        let configuration = try RunConfiguration(yaml: yaml, file: "weights.yaml")
        #expect(configuration.classWeight == .perClass(["happy": 1.5, "no": 2, "sad": 0]))
        #expect(try RunConfiguration(yaml: "class_weight: none", file: "none.yaml").classWeight == .none)
    }

    /// Configurations that differ from the defaults in every setting, with numbers and texts that are hard to write.
    private static let varied: [RunConfiguration] = (0..<40).map { index in
        var configuration = RunConfiguration()
        let texts = [
            "faces/", "null", "~", "true", "0123", "1e5", "a: b", "# no comment", " edges ", "\"quoted\" 'twice'",
            "Gesichter/ä ö", "C:\\faces", "{x}", "*star", "line\nbreak", "-", "tab\there", "no", "2024-01-01", "é",
        ]
        let fraction = Double(index + 1) / 41
        configuration.recipe = index % 4 == 0 ? nil : texts[(index * 7) % texts.count]
        configuration.data.path = index % 7 == 0 ? nil : texts[index % texts.count]
        configuration.data.imageHeight = 1 + index * 7
        configuration.data.imageWidth = 4096 - index
        configuration.data.channels = index % 2 == 0 ? 1 : 3
        configuration.data.validationFraction = fraction
        configuration.data.skipUnreadable = index % 2 == 0
        configuration.data.cache = index % 3 == 0
        let targets = Dictionary(uniqueKeysWithValues: texts.map { ($0, 1 + index * $0.count) })
        configuration.data.balance = [nil, ClassBalance(), ClassBalance(targets: .perClass(targets))][index % 3]
        configuration.data.balance?.classAugment.lists = [texts[index % texts.count]: TransformList([Flip()])]
        var affine = Affine(rotation: fraction * 180, zoom: FactorRange(1 - fraction / 2, 1 + fraction))
        affine.probability = fraction
        configuration.augment = TransformList(index % 2 == 0 ? [] : [affine, Contrast()])
        configuration.initialWeights = index % 3 == 0 ? nil : texts[index % texts.count]
        configuration.freeze = LayerNames(index % 3 == 0 ? [] : ["conv2d_\(index)", texts[index % texts.count]])
        configuration.model = index % 3 == 0 ? "hackersrealm" : "./" + texts[(index * 3) % texts.count]
        configuration.padding = [nil, .valid, .same][index % 3]
        configuration.seed = UInt64.max / UInt64(index + 1)
        configuration.epochs = index * 1000
        configuration.batchSize = 16 + index * index
        configuration.microBatches = [nil, 1, 2, 16][index % 4]
        configuration.classWeight =
            [
                .none, .balanced,
                .perClass(Dictionary(uniqueKeysWithValues: texts.map { ($0, Float(fraction) * Float($0.count)) })),
            ][index % 3]
        configuration.optimizer.learningRate = fraction * 1e-9
        configuration.optimizer.beta1 = fraction / 3
        configuration.optimizer.beta2 = 1 - fraction / 10
        configuration.optimizer.epsilon = 1e-30 + fraction * 1e-12
        configuration.plateau?.factor = fraction
        configuration.plateau?.patience = index
        configuration.plateau?.minDelta = fraction * 1e20
        configuration.plateau?.cooldown = index
        configuration.plateau?.minimumLearningRate = fraction * fraction * 1e-17
        configuration.plateau?.monitor = MonitoredMetric.allCases[index % 5]
        configuration.earlyStopping?.monitor = MonitoredMetric.allCases[(index + 1) % 5]
        configuration.best.monitor = MonitoredMetric.allCases[index / 3 % 5]
        configuration.earlyStopping?.patience = index
        configuration.earlyStopping?.minDelta = fraction
        if index % 5 == 4 { configuration.plateau = nil }
        if index % 7 == 6 { configuration.earlyStopping = nil }
        configuration.cluster.workers = index % 2 == 0 ? nil : 40
        configuration.cluster.minimumWorkers = 1 + index
        configuration.cluster.workerTimeout = 1 + fraction
        configuration.cluster.stallTimeout = 86_400
        configuration.cluster.kernels = index % 2 == 0 ? .native : .portable
        configuration.cluster.exchangePrecision = index % 3 == 0 ? .bf16 : .fp32
        configuration.cluster.allowMixed = index % 2 == 1
        configuration.checkpointEvery = [nil, .steps(1 + index), .seconds(1 + 59 * index)][index % 3]
        configuration.verify = index % 4 == 0 ? 1 + index : nil
        return configuration
    }

    @Test(arguments: varied)
    func yamlReadsBackAsTheSameValue(configuration: RunConfiguration) throws {
        try configuration.validate()
        let yaml = configuration.yaml()
        #expect(try RunConfiguration(yaml: yaml, file: "written.yaml") == configuration, "\(yaml)")
    }

    /// JSON is YAML too, and quotes a time.
    @Test func readsJSON() throws {
        var expected = RunConfiguration()
        expected.data.path = "faces/"
        expected.optimizer.learningRate = 0.5
        expected.checkpointEvery = .seconds(90)
        let json = #"{"data":{"path":"faces/"},"optimizer":{"learning_rate":0.5},"checkpoint_every":"90s"}"#
        #expect(try RunConfiguration(yaml: json, file: "run.json") == expected)
    }

    @Test func writesEverySettingInTheDesignsForm() {
        #expect(
            RunConfiguration().resolved(cores: 64).yaml() == """
                recipe: null
                data: {path: null, image_height: 48, image_width: 48, channels: 1, validation_fraction: 0.1, \
                skip_unreadable: false, balance: null, cache: true}
                augment: []
                model: fer-cnn
                init: null
                freeze: []
                padding: null
                seed: 0
                epochs: 500
                batch_size: 64
                micro_batches: 4
                class_weight: balanced
                optimizer: {name: adam, learning_rate: 0.0001, beta_1: 0.9, beta_2: 0.999, epsilon: 1.0e-07}
                reduce_lr_on_plateau: {monitor: val_loss, factor: 0.75, patience: 8, min_delta: 0.0001, cooldown: 0, \
                min_lr: 1.0e-05}
                early_stopping: {monitor: val_loss, patience: 20, min_delta: 0.0}
                best: {monitor: val_loss}
                cluster: {workers: 4, min_workers: 1, worker_timeout: 10.0, stall_timeout: 60.0, kernels: native, \
                exchange_precision: fp32, allow_mixed: false}
                checkpoint_every: null
                verify: null

                """)
    }

    @Test(arguments: [(1, 1), (16, 1), (17, 2), (64, 4), (65, 8), (100, 8), (65_536, 4096)])
    func microBatchesAreTheSmallestSufficientPowerOfTwo(batchSize: Int, expected: Int) {
        var configuration = RunConfiguration()
        configuration.batchSize = batchSize
        #expect(configuration.microBatchCount == expected)
        configuration.microBatches = 1
        #expect(configuration.microBatchCount == 1)
    }

    @Test func resolvingKeepsWhatIsSet() {
        var configuration = RunConfiguration()
        configuration.cluster.workers = 9
        configuration.microBatches = 16
        #expect(configuration.resolved(cores: 2) == configuration)
        configuration.cluster.workers = nil
        #expect(configuration.resolved(cores: 3).cluster.workers == 3)
        #expect(configuration.resolved(cores: 32).cluster.workers == 16)
    }

    @Test func onlySomeSettingsMayChangeOnResume() {
        let original = RunConfiguration().resolved(cores: 2)
        var resumed = original
        resumed.data.cache = false
        resumed.epochs = 7
        resumed.checkpointEvery = .steps(3)
        resumed.verify = 10
        resumed.cluster.workers = 16
        resumed.cluster.minimumWorkers = 2
        resumed.cluster.workerTimeout = 30
        resumed.cluster.stallTimeout = 90
        resumed.cluster.kernels = .portable
        #expect(resumed.differences(from: original).isEmpty)
        resumed.microBatches = nil
        #expect(resumed.differences(from: original).isEmpty)
        resumed.microBatches = 8
        resumed.optimizer.learningRate = 1e-3
        resumed.data.path = "others/"
        resumed.padding = .valid
        #expect(
            resumed.differences(from: original) == [
                "data.path", "padding", "micro_batches", "optimizer.learning_rate",
            ])
    }

    @Test func everyOtherSettingMayNotChangeOnResume() {
        let free = [
            "data.cache", "epochs", "cluster.workers", "cluster.min_workers", "cluster.worker_timeout",
            "cluster.stall_timeout", "cluster.kernels", "cluster.allow_mixed", "checkpoint_every",
            "verify",
        ]
        var found: Set<String> = []
        for configuration in RunConfigurationTests.varied {
            found.formUnion(configuration.differences(from: RunConfiguration()))
        }
        found.insert("optimizer.name")
        let all = RunConfiguration().yaml().split(separator: "\n").flatMap { line -> [String] in
            let parts = line.split(separator: ": ", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[1].hasPrefix("{") else { return [parts[0]] }
            return parts[1].dropFirst().split(separator: ", ").map { member in
                "\(parts[0]).\(member.prefix { $0 != ":" })"
            }
        }
        let rules = ["reduce_lr_on_plateau", "early_stopping"]
        #expect(found == Set(all + rules).subtracting(free))
    }
}
