import Configuration
import Foundation
import Networks
import Options
import Testing
import Training

/// A wrong file, and what is said of it.
struct WrongFile: Sendable, CustomTestStringConvertible {
    let yaml: String
    let message: String

    init(_ yaml: String, _ message: String) {
        self.yaml = yaml
        self.message = message
    }

    var testDescription: String { message }
}

@Suite struct ConfigurationErrorTests {
    private static let unknownKeys = [
        WrongFile("seed: 1\nepoch: 3", "run.yaml:2: epoch is not a setting; did you mean 'epochs'?"),
        WrongFile("batch-size: 3", "run.yaml:1: batch-size is not a setting; did you mean 'batch_size'?"),
        WrongFile(
            "optimizer:\n  name: adam\n  learning_rte: 1",
            "run.yaml:3: optimizer.learning_rte is not a setting; did you mean 'learning_rate'?"),
        WrongFile(
            "learning_rate: 0.1",
            "run.yaml:1: learning_rate is not a setting; did you mean 'optimizer.learning_rate'?"),
        WrongFile(
            "cluster: {epochs: 3}", "run.yaml:1: cluster.epochs is not a setting; did you mean 'epochs'?"),
        WrongFile(
            "early_stopping: {baseline: 1}",
            "run.yaml:1: early_stopping.baseline is not a setting; there are monitor, patience, min_delta"),
        WrongFile("Batch-Size: 3", "run.yaml:1: Batch-Size is not a setting; did you mean 'batch_size'?"),
        WrongFile(
            "learning-rate: 1", "run.yaml:1: learning-rate is not a setting; did you mean 'optimizer.learning_rate'?"),
        WrongFile("lr: 0.1", "run.yaml:1: lr is not a setting; did you mean 'optimizer.learning_rate'?"),
        WrongFile("optimizer: {lr: 1}", "run.yaml:1: optimizer.lr is not a setting; did you mean 'learning_rate'?"),
        WrongFile("batch: 32", "run.yaml:1: batch is not a setting; did you mean 'batch_size'?"),
        WrongFile("gpu: 0", "run.yaml:1: gpu is not a setting; Chorus computes on CPUs and has no such option"),
        WrongFile("optimiser: {}", "run.yaml:1: optimiser is not a setting; did you mean 'optimizer'?"),
    ]

    private static let wrongKinds = [
        WrongFile("epochs: many", "run.yaml:1: epochs is many; it must be a whole number from 0 to 65535"),
        WrongFile("epochs: 1.5", "run.yaml:1: epochs is 1.5; it must be a whole number from 0 to 65535"),
        WrongFile(
            "epochs: '5'",
            "run.yaml:1: epochs is \"5\"; it must be a whole number from 0 to 65535; "
                + "write it without quotes"),
        WrongFile("epochs: null", "run.yaml:1: epochs is null; it must be a whole number from 0 to 65535"),
        WrongFile("epochs: [1]", "run.yaml:1: epochs is a list; it must be a whole number from 0 to 65535"),
        WrongFile("\nepochs: {a: 1}", "run.yaml:2: epochs is a mapping; it must be a whole number from 0 to 65535"),
        WrongFile("data: {skip_unreadable: 1}", "run.yaml:1: data.skip_unreadable is 1; it must be true or false"),
        WrongFile(
            "model: [a]", "run.yaml:1: model is a list; it must be the name of a preset or the path of a model file"),
        WrongFile("optimizer: {name: sgd}", "run.yaml:1: optimizer.name is sgd; it must be adam"),
        WrongFile("cluster: {kernels: fast}", "run.yaml:1: cluster.kernels is fast; it must be native or portable"),
        WrongFile(
            "padding: full", "run.yaml:1: padding is full; it must be valid or same, or null for the model's own"),
        WrongFile(
            "optimizer: adam",
            "run.yaml:1: optimizer is adam; it must be a mapping with keys among "
                + "name, learning_rate, beta_1, beta_2, epsilon; did you mean {name: adam}?"),
        WrongFile(
            "early_stopping: 5",
            "run.yaml:1: early_stopping is 5; it must be a mapping with keys among monitor, patience, min_delta, "
                + "or null for all epochs; did you mean {patience: 5}?"),
        WrongFile(
            "padding: Same",
            "run.yaml:1: padding is Same; it must be valid or same, or null for the model's own; did you mean 'same'?"),
        WrongFile(
            "class_weight: even",
            "run.yaml:1: class_weight is even; it must be none, balanced, or finite weights of at least 0 by class, "
                + "like {happy: 1.0}"),
        WrongFile(
            "class_weight:\n  happy: 1\n  sad: -1",
            "run.yaml:3: class_weight.sad is -1; it must be none, balanced, or finite weights of at least 0 by class, "
                + "like {happy: 1.0}"),
    ]

    private static let outOfRange = [
        WrongFile("seed: -1", "run.yaml:1: seed is -1; it must be a whole number from 0 to 18446744073709551615"),
        WrongFile("epochs: 70000", "run.yaml:1: epochs is 70000; it must be a whole number from 0 to 65535"),
        WrongFile("batch_size: 0", "run.yaml:1: batch_size is 0; it must be a whole number from 1 to 65536"),
        WrongFile("data: {channels: 2}", "run.yaml:1: data.channels is 2; it must be 1 or 3"),
        WrongFile(
            "data: {validation_fraction: 1}",
            "run.yaml:1: data.validation_fraction is 1.0; it must be a number above 0.0 and below 1.0"),
        WrongFile(
            "seed: 2\noptimizer:\n  learning_rate: -0.1",
            "run.yaml:3: optimizer.learning_rate is -0.1; it must be a number above 0.0 and at most 1.0"),
        WrongFile(
            "optimizer: {learning_rate: nan}",
            "run.yaml:1: optimizer.learning_rate is nan; it must be a number above 0.0 and at most 1.0"),
        WrongFile(
            "optimizer: {beta_2: 1}", "run.yaml:1: optimizer.beta_2 is 1.0; it must be a number from 0.0 to 0.999999"),
        WrongFile(
            "best: {monitor: loss}",
            "run.yaml:1: best.monitor is loss; it must be val_loss or val_accuracy or val_cross_entropy or "
                + "val_macro_f1 or val_balanced_accuracy; did you mean 'val_loss'?"),
        WrongFile(
            "early_stopping: {min_delta: .inf}",
            "run.yaml:1: early_stopping.min_delta is .inf; it must be a finite number of at least 0"),
        WrongFile(
            "early_stopping: {min_delta: 1e999}",
            "run.yaml:1: early_stopping.min_delta is inf; it must be a finite number of at least 0"),
        WrongFile(
            "cluster: {worker_timeout: 0}",
            "run.yaml:1: cluster.worker_timeout is 0.0; it must be a number of seconds from 1.0 to 86400.0"),
        WrongFile(
            "micro_batches: 3",
            "run.yaml:1: micro_batches is 3; it must be a power of two from 1 to 4096, "
                + "or null for the smallest that is at least batch_size / 16"),
        WrongFile(
            "batch_size: 8\nmicro_batches: 16",
            "run.yaml:2: micro_batches is 16; it must be at most batch_size, which is 8"),
        WrongFile(
            "cluster: {workers: 2, min_workers: 3}",
            "run.yaml:1: cluster.min_workers is 3; it must be at most cluster.workers, which is 2"),
        WrongFile(
            "verify: 1\ncluster: {allow_mixed: true}",
            "run.yaml:1: verify compares bytes, and cluster.allow_mixed admits workers that compute other bytes: "
                + "leave out one of the two"),
        WrongFile(
            "model: fer-cn",
            "run.yaml:1: model is fer-cn; did you mean 'fer-cnn'? "
                + "(the path of a model file holds a / or ends in .yaml)"),
    ]

    private static let notYAML = [
        WrongFile("seed: 1\nseed: 2", "run.yaml:1: 'seed' is given twice in one mapping; keep one"),
        WrongFile(
            "- 1",
            "run.yaml:1: the configuration is a list; it must be a mapping with keys among recipe, augment, model, "
                + "init, freeze, padding, seed, epochs, batch_size, micro_batches, class_weight, checkpoint_every, "
                + "verify, data, optimizer, reduce_lr_on_plateau, early_stopping, best, cluster; write each as "
                + "'key: value', with a space after the colon"
        ),
        WrongFile(
            "name: small\nlayers: []",
            "run.yaml:2: is a model, as it has layers, and not a configuration"),
    ]

    @Test(arguments: unknownKeys + wrongKinds + outOfRange + notYAML)
    func isOneLineWithPlaceValueAndRange(wrong: WrongFile) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try RunConfiguration(yaml: wrong.yaml, file: "run.yaml")
        }
        #expect(error.description == wrong.message)
    }

    @Test(arguments: ["a: {b", "a: b: c", "\tseed: 1", "seed: 1\n---\nseed: 2", "seed: *unknown", "seed: \u{1}"])
    func textThatIsNotYAMLIsOneLine(yaml: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try RunConfiguration(yaml: yaml, file: "run.yaml")
        }
        #expect(error.description.hasPrefix("run.yaml"))
        #expect(error.description.contains("not YAML"))
        #expect(!error.description.contains("\n"))
    }

    @Test func aTabIsCalledOne() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try RunConfiguration(yaml: "data:\n\tpath: faces", file: "run.yaml")
        }
        #expect(error.description.hasPrefix("run.yaml:2: not YAML"))
        #expect(error.description.contains("begins with a tab: use spaces"))
    }
}
