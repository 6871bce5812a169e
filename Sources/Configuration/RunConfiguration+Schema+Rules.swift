import Options
import Training

extension RunConfiguration {
    /// The groups of settings that may be null as a whole. Each group configures a rule that a run may do without.
    static let nullableGroups = [
        NullableGroup(
            "reduce_lr_on_plateau", \RunConfiguration.plateau, nullMeaning: "the same learning rate all along"),
        NullableGroup("early_stopping", \RunConfiguration.earlyStopping, nullMeaning: "all epochs"),
    ]
    private static let plateau = ReduceLROnPlateau.Options()
    private static let stopping = EarlyStopping.Options()

    /// The settings of the optimizer, and of the rules that depend on metrics.
    static let ruleSettings = [
        RunSetting(
            "optimizer.name", \.optimizer.name, .choice, help: "The optimizer.", decidesBits: true,
            familiar: ["optimizer", "optim", "opt"]),
        RunSetting(
            "optimizer.learning_rate", \.optimizer.learningRate, .number(above: 0, atMost: 1),
            help: "Adam's learning rate.", decidesBits: true, option: CommandOption(),
            familiar: ["lr", "eta", "alpha", "step-size", "lrate", "base-lr", "initial-lr", "lr0"]),
        RunSetting(
            "optimizer.beta_1", \.optimizer.beta1, .number(0...0.999999), help: "Decay of Adam's first moment.",
            decidesBits: true),
        RunSetting(
            "optimizer.beta_2", \.optimizer.beta2, .number(0...0.999999), help: "Decay of Adam's second moment.",
            decidesBits: true),
        RunSetting(
            "optimizer.epsilon", \.optimizer.epsilon, .number(1e-30...1),
            help: "What Adam adds to the root of the second moment.", decidesBits: true, familiar: ["eps"]),
        RunSetting(
            "reduce_lr_on_plateau.monitor", of: \.plateau, \.monitor, new: plateau, .choice,
            help: "The learning rate falls when this metric stops improving.", decidesBits: true),
        RunSetting(
            "reduce_lr_on_plateau.factor", of: \.plateau, \.factor, new: plateau, .number(above: 0, below: 1),
            help: "What the learning rate is multiplied by.", decidesBits: true,
            familiar: ["lr-factor", "lr-decay", "gamma", "decay"]),
        RunSetting(
            "reduce_lr_on_plateau.patience", of: \.plateau, \.patience, new: plateau, .whole(0...65_535),
            help: "Epochs without improvement after which the learning rate falls.", decidesBits: true),
        RunSetting(
            "reduce_lr_on_plateau.min_delta", of: \.plateau, \.minDelta, new: plateau, .nonNegative,
            help: "The least change that counts as an improvement.", decidesBits: true),
        RunSetting(
            "reduce_lr_on_plateau.cooldown", of: \.plateau, \.cooldown, new: plateau, .whole(0...65_535),
            help: "Epochs after a fall before epochs without improvement count again.", decidesBits: true),
        RunSetting(
            "reduce_lr_on_plateau.min_lr", of: \.plateau, \.minimumLearningRate, new: plateau, .number(0...1),
            help: "The least learning rate.", decidesBits: true, familiar: ["lr-min", "minimum-lr"]),
        RunSetting(
            "early_stopping.monitor", of: \.earlyStopping, \.monitor, new: stopping, .choice,
            help: "The run ends when this metric stops improving.", decidesBits: true),
        RunSetting(
            "early_stopping.patience", of: \.earlyStopping, \.patience, new: stopping, .whole(0...65_535),
            help: "Epochs without a better early_stopping.monitor (val_loss) after which the run ends.",
            decidesBits: true, option: CommandOption("early-stopping-patience"),
            familiar: ["patience", "early-stopping", "early-stop", "es-patience"]),
        RunSetting(
            "early_stopping.min_delta", of: \.earlyStopping, \.minDelta, new: stopping, .nonNegative,
            help: "The least change that counts as an improvement.", decidesBits: true),
        RunSetting(
            "best.monitor", \.best.monitor, .choice, help: "The metric that decides which epoch's weights are best.",
            decidesBits: true),
    ]
}
