import Networks
import Training

extension Setting {
    /// Every setting, in the order in which it is written.
    static let all: [Setting] = dataSettings + runSettings + ruleSettings + clusterSettings

    /// The groups, in the order in which they are written.
    static let groups: [String] = all.compactMap(\.group).reduce(into: []) { groups, group in
        if groups.last != group { groups.append(group) }
    }

    private static let dataSettings: [Setting] = [
        Setting(
            "data.path", \.data.path,
            Rule<String>.text("the path of a folder of class folders or of a FER CSV file").orNull("generated faces")),
        Setting("data.image_height", \.data.imageHeight, .whole(1...4096)),
        Setting("data.image_width", \.data.imageWidth, .whole(1...4096)),
        Setting("data.channels", \.data.channels, .one(of: [1, 3])),
        Setting("data.validation_fraction", \.data.validationFraction, .number(above: 0, below: 1)),
        Setting("data.skip_unreadable", \.data.skipUnreadable, .flag),
        Setting("data.cache", \.data.cache, .flag, mayChangeOnResume: true),
    ]

    private static let runSettings: [Setting] = [
        Setting("model", \.model, .text("the name of a preset or the path of a model file")),
        Setting("padding", \.padding, Rule<Padding>.choice.orNull("the model's own")),
        Setting("seed", \.seed, .seed),
        Setting("epochs", \.epochs, .whole(0...65_535), mayChangeOnResume: true),
        Setting("batch_size", \.batchSize, .whole(1...65_536)),
        Setting(
            "micro_batches", \.microBatches,
            Rule<Int>.powerOfTwo(upTo: 4096).orNull("the smallest that is at least batch_size / 16")),
        Setting(
            "class_weight", \.classWeight,
            Rule(
                expectation: "none, balanced, or finite weights of at least 0 by class, like {happy: 1.0}",
                optionExpectation: "none or balanced; weights by class go into the configuration file",
                choices: ["none", "balanced"]
            ) {
                guard case .perClass(let weights) = $0 else { return true }
                return weights.values.allSatisfy(ClassWeightOption.isWeight)
            }),
    ]

    private static let ruleSettings: [Setting] = [
        Setting("optimizer.name", \.optimizer.name, .choice),
        Setting("optimizer.learning_rate", \.optimizer.learningRate, .number(above: 0, atMost: 1)),
        Setting("optimizer.beta_1", \.optimizer.beta1, .number(0...0.999999)),
        Setting("optimizer.beta_2", \.optimizer.beta2, .number(0...0.999999)),
        Setting("optimizer.epsilon", \.optimizer.epsilon, .number(1e-30...1)),
        Setting("reduce_lr_on_plateau.monitor", \.plateau.monitor, .choice),
        Setting("reduce_lr_on_plateau.factor", \.plateau.factor, .number(above: 0, below: 1)),
        Setting("reduce_lr_on_plateau.patience", \.plateau.patience, .whole(0...65_535)),
        Setting("reduce_lr_on_plateau.min_delta", \.plateau.minDelta, .nonNegative),
        Setting("reduce_lr_on_plateau.cooldown", \.plateau.cooldown, .whole(0...65_535)),
        Setting("reduce_lr_on_plateau.min_lr", \.plateau.minimumLearningRate, .number(0...1)),
        Setting("early_stopping.monitor", \.earlyStopping.monitor, .choice),
        Setting("early_stopping.patience", \.earlyStopping.patience, .whole(0...65_535)),
        Setting("early_stopping.min_delta", \.earlyStopping.minDelta, .nonNegative),
        Setting("best.monitor", \.best.monitor, .choice),
    ]

    private static let clusterSettings: [Setting] = [
        Setting(
            "cluster.workers", \.cluster.workers,
            Rule<Int>.whole(1...1024).orNull("as many as cores, at most one for each micro-batch"),
            mayChangeOnResume: true),
        Setting("cluster.min_workers", \.cluster.minimumWorkers, .whole(1...1024), mayChangeOnResume: true),
        Setting(
            "cluster.worker_timeout", \.cluster.workerTimeout, .number(1...86_400, unit: " of seconds"),
            mayChangeOnResume: true),
        Setting(
            "cluster.stall_timeout", \.cluster.stallTimeout, .number(1...86_400, unit: " of seconds"),
            mayChangeOnResume: true),
        Setting("cluster.kernels", \.cluster.kernels, .choice, mayChangeOnResume: true),
        Setting("cluster.exchange_precision", \.cluster.exchangePrecision, .choice),
        Setting("cluster.allow_mixed", \.cluster.allowMixed, .flag, mayChangeOnResume: true),
        Setting(
            "checkpoint_every", \.checkpointEvery,
            Rule<CheckpointInterval>.interval.orNull("checkpoints at the end of an epoch only"),
            mayChangeOnResume: true),
        Setting(
            "verify", \.verify, Rule<Int>.whole(1...1_000_000).orNull("no step whose blocks are computed twice"),
            mayChangeOnResume: true),
    ]
}
