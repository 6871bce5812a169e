import Augmentation
import Networks
import Options
import Training

/// A setting of a run: its key, allowed values, help text and option of the command line.
public typealias RunSetting = Setting<RunConfiguration>

extension RunConfiguration {
    /// All settings of a run, in the order in which a configuration file is written. A new setting needs an entry here
    /// and a property of ``RunConfiguration``.
    public static let schema = Schema(
        defaults: RunConfiguration(),
        [recipeSetting] + dataSettings + topSettings + ruleSettings + clusterSettings + lastSettings,
        nullableGroups: nullableGroups)

    private static let recipeSetting = RunSetting(
        recipeKey, \.recipe, Rule<String>.text("the name of a recipe or the path of a recipe file").orNull("no recipe"),
        help: "Recipe: settings that a configuration file and options override. One of "
            + "\(Recipe.names.joined(separator: ", ")), or a recipe file.",
        // The recipe's name does not decide bits. The recipe's settings do, and the run's configuration contains all of
        // them.
        decidesBits: false, mayChangeOnResume: false, option: CommandOption(valueName: "name|file"),
        familiar: ["experiment", "recipes"])

    private static let dataSettings = [
        RunSetting(
            "data.path", \.data.path,
            Rule<String>.text("the path of a folder of class folders or of a CSV table").orNull("generated faces"),
            help: "Folder of class folders, or a table: FER2013's, or one of images.",
            // Bits depend on the data and not on its path. A checkpoint has a digest of the data. When a run is
            // resumed, the data must have this digest.
            decidesBits: false, mayChangeOnResume: false,
            familiar: ["dataset", "data-dir", "data-path", "train-dir", "images"]),
        RunSetting(
            "data.image_height", \.data.imageHeight, .whole(1...4096),
            help: "Rows of pixels that images are resized to.", decidesBits: true, option: CommandOption(),
            familiar: ["image-size", "img-size", "imgsz", "size", "height", "resize", "input-size"]),
        RunSetting(
            "data.image_width", \.data.imageWidth, .whole(1...4096),
            help: "Columns of pixels that images are resized to.", decidesBits: true, option: CommandOption(),
            familiar: ["width"]),
        RunSetting(
            "data.channels", \.data.channels, .one(of: [1, 3]), help: "1 for greyscale, 3 for RGB.", decidesBits: true,
            option: CommandOption(),
            familiar: ["rgb", "color", "colour", "grayscale", "greyscale", "color-mode", "in-channels"]),
        RunSetting(
            "data.validation_fraction", \.data.validationFraction, .number(above: 0, below: 1),
            help: "Share of the training images used for validation if there are no validation images.",
            decidesBits: true, option: CommandOption(),
            familiar: ["val-split", "validation-split", "val-fraction", "val-size", "test-size"]),
        RunSetting(
            "data.skip_unreadable", \.data.skipUnreadable, .flag,
            help: "Leave out images that cannot be read, and count them.", decidesBits: true, option: CommandOption(),
            familiar: ["skip-bad", "ignore-errors", "skip-errors", "skip-corrupt"]),
        RunSetting(
            "data.balance", \.data.balance, Rule<ClassBalance>.balance.orNull("the images as they are"),
            help: "Add augmented copies to small classes; largest: until each has as many images as the largest class.",
            decidesBits: true, option: CommandOption(), familiar: ["oversample", "oversampling", "balance-classes"]),
        RunSetting(
            "data.cache", \.data.cache, .flag,
            help: "Keep decoded pixels in the user's cache folder, for the next start.", decidesBits: false,
            option: CommandOption(), familiar: ["use-cache", "cache-images"]),
    ]

    private static let topSettings = [
        RunSetting(
            "augment", \.augment, .transforms, help: "What is done to each training image in each epoch.",
            defaultWords: "none", decidesBits: true,
            familiar: [
                "augmentation", "augmentations", "data-augmentation", "transform", "transforms", "flip", "rotation",
                "horizontal-flip", "rotation-range", "random-flip",
            ]),
        RunSetting(
            "model", \.model, .text("the name of a preset or the path of a model file"),
            help: "fer-cnn, hackersrealm, or a model file.",
            // Bits depend on the layers and not on the path. Checkpoints have the layers, and a resumed run must have
            // the same.
            decidesBits: false, mayChangeOnResume: false, option: CommandOption(),
            familiar: ["arch", "architecture", "network", "net", "preset", "backbone"]),
        RunSetting(
            "init", \.initialWeights, Rule<String>.text("the path of a checkpoint or run").orNull("random weights"),
            help: "Start from the weights of this run or checkpoint, tensor by tensor.",
            // As with data and model, bits depend on the contents of the checkpoint and not on its path. A resumed run
            // does not read this checkpoint again.
            decidesBits: false, mayChangeOnResume: false, option: CommandOption(valueName: "run"),
            familiar: ["weights", "pretrained", "finetune", "fine-tune", "transfer", "init-from", "checkpoint"]),
        RunSetting(
            "freeze", \.freeze, .layers, help: "Layers whose parameters stay as they are, like conv2d_1,conv2d_2.",
            defaultWords: "none", decidesBits: true, option: CommandOption(valueName: "layers"),
            familiar: ["frozen", "freeze-layers", "trainable", "non-trainable"]),
        RunSetting(
            "padding", \.padding, Rule<Padding>.choice.orNull("the model's own"),
            help: "Padding of every convolution: valid or same.", decidesBits: true, option: CommandOption()),
        RunSetting(
            "seed", \.seed, .whole,
            help: "Seed of initial weights, sample order, dropout, augmentation and generated faces.",
            decidesBits: true, option: CommandOption(),
            familiar: ["random-seed", "random-state", "manual-seed", "rng"]),
        RunSetting(
            "epochs", \.epochs, .whole(0...65_535), help: "The most epochs to train.",
            defaultWords: "\(RunConfiguration().epochs), or \(onGeneratedFaces.epochs) on generated faces",
            decidesBits: false, option: CommandOption(),
            familiar: [
                "nepochs", "num-epochs", "n-epoch", "max-epochs", "ep", "e", "iterations", "num-train-epochs",
            ]),
        RunSetting(
            "batch_size", \.batchSize, .whole(1...65_536), help: "Samples of one optimizer step.", decidesBits: true,
            option: CommandOption(), familiar: ["batch", "bs", "b", "mini-batch", "train-batch-size", "samples"]),
        RunSetting(
            "micro_batches", \.microBatches,
            Rule<Int>.powerOfTwo(upTo: 4096).orNull("the smallest that is at least batch_size / 16"),
            help: "Slices of a batch, the units of computation: a power of two.", decidesBits: true,
            option: CommandOption(),
            familiar: ["accumulate", "gradient-accumulation-steps", "grad-accum", "accumulation"]),
        RunSetting(
            "class_weight", \.classWeight, .classWeights,
            help: "none or balanced; weights by class go into the configuration file.", decidesBits: true,
            option: CommandOption(), familiar: ["weighting", "balanced"]),
    ]

    private static let lastSettings = [
        RunSetting(
            "checkpoint_every", \.checkpointEvery,
            Rule<CheckpointInterval>.interval.orNull("checkpoints at the end of an epoch only"),
            help: "Checkpoints within an epoch: every so many steps, or every 90s, 15m or 1h, or none.",
            decidesBits: false,
            option: CommandOption(valueName: "steps|time"),
            familiar: ["save-every", "save-freq", "save-steps", "save-interval", "checkpoint-interval"]),
        RunSetting(
            "verify", \.verify, Rule<Int>.whole(1...1_000_000).orNull("no step whose blocks are computed twice"),
            help: "Have two workers compute each block of every so many steps, and compare: 1 for all steps, or none.",
            decidesBits: false, option: CommandOption("verify-every", valueName: "steps")),
    ]
}
