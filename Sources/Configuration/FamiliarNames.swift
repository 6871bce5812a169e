import Networks

/// What other programs call the settings of a run, and what they have and Chorus has not.
public enum FamiliarNames {
    /// What stands behind a name.
    public enum Meaning: Hashable, Sendable {
        /// A setting, by its full key.
        case setting(String)
        /// Something that Chorus lacks or does otherwise, in a sentence for a person.
        case note(String)
    }

    /// The meaning of a name that people bring from Keras, PyTorch and their examples, however it is hyphenated.
    public static func meaning(of name: String) -> Meaning? {
        guard name.utf8.count <= 40 else { return nil }
        if let key = keys.first(where: { $0.value.contains { Spelling.isSame($0, name) } })?.key {
            return .setting(key)
        }
        return notes.first { $0.names.contains { Spelling.isSame($0, name) } }.map { .note($0.text) }
    }

    private static let keys: [String: [String]] = [
        "optimizer.learning_rate": ["lr", "eta", "alpha", "step-size", "lrate", "base-lr", "initial-lr", "lr0"],
        "optimizer.name": ["optimizer", "optim", "opt"],
        "optimizer.epsilon": ["eps"],
        "epochs": ["nepochs", "num-epochs", "n-epoch", "max-epochs", "ep", "e", "iterations", "num-train-epochs"],
        "batch_size": ["batch", "bs", "b", "mini-batch", "train-batch-size", "samples"],
        "micro_batches": ["accumulate", "gradient-accumulation-steps", "grad-accum", "accumulation"],
        "seed": ["random-seed", "random-state", "manual-seed", "rng"],
        "early_stopping.patience": ["patience", "early-stopping", "early-stop", "es-patience"],
        "reduce_lr_on_plateau.min_lr": ["lr-min", "minimum-lr"],
        "reduce_lr_on_plateau.factor": ["lr-factor", "lr-decay", "gamma", "decay"],
        "data.path": ["dataset", "data-dir", "data-path", "train-dir", "images"],
        "data.image_height": ["image-size", "img-size", "imgsz", "size", "height", "resize", "input-size"],
        "data.image_width": ["width"],
        "data.channels": ["rgb", "color", "colour", "grayscale", "greyscale", "color-mode", "in-channels"],
        "data.validation_fraction": ["val-split", "validation-split", "val-fraction", "val-size", "test-size"],
        "data.skip_unreadable": ["skip-bad", "ignore-errors", "skip-errors", "skip-corrupt"],
        "data.cache": ["use-cache", "cache-images"],
        "model": ["arch", "architecture", "network", "net", "preset", "backbone"],
        "class_weight": ["weighting", "balance", "balanced"],
        "cluster.workers": ["nproc", "num-proc", "n-workers", "nproc-per-node", "world-size", "processes", "replicas"],
        "cluster.min_workers": ["min-nodes", "min-np"],
        "cluster.exchange_precision": ["precision", "bf16", "fp16", "half", "amp", "mixed-precision", "dtype"],
        "cluster.kernels": ["instructions", "simd", "avx512"],
        "checkpoint_every": ["save-every", "save-freq", "save-steps", "save-interval", "checkpoint-interval"],
    ]

    private static let notes: [(names: [String], text: String)] = [
        (
            ["gpu", "gpus", "cuda", "device", "devices", "no-cuda", "use-gpu", "accelerator", "mps"],
            "Chorus computes on CPUs and has no such option"
        ),
        (["momentum", "nesterov", "weight-decay", "wd"], "Adam is the only optimizer, and has no such option"),
        (
            ["dropout", "l2", "activation", "filters", "units", "hidden", "layers"],
            "the model decides that: write it into a model file"
        ),
        (
            ["pretrained", "finetune", "transfer"],
            "training starts from random weights, or goes on with a run by --resume"
        ),
        (["augment", "augmentation", "flip", "rotation", "transforms"], "images are not augmented"),
    ]
}
