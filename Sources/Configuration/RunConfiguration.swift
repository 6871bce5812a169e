import Networks
import Tensors
import Training

/// Everything that decides a run. ``RunConfiguration/schema`` has an entry for each property: its key, what its value may
/// be, and the rest that is known of it.
public struct RunConfiguration: Hashable, Sendable {
    /// `data`: what is trained on.
    public var data = DataSettings()
    /// `model`: the name of a preset, or the path of a model file: one that holds a `/` or ends in `.yaml` or `.yml`.
    public var model = "fer-cnn"
    /// `padding`: of every convolution; nil leaves the model's own.
    public var padding: Padding?
    /// `seed`: of initial weights, sample order, dropout, validation split and generated faces.
    public var seed: UInt64 = 0
    /// `epochs`: the most to train. 0 writes the initial weights.
    public var epochs = 500
    /// `batch_size`: samples of one optimizer step.
    public var batchSize = 64
    /// `micro_batches`: slices of a global batch, a power of two; nil for ``microBatchCount``'s choice.
    public var microBatches: Int?
    /// `class_weight`: how much the loss of each class counts.
    public var classWeight = ClassWeightOption.balanced
    /// `optimizer`
    public var optimizer = AdamOptions()
    /// `reduce_lr_on_plateau`
    public var plateau = ReduceLROnPlateau.Options()
    /// `early_stopping`
    public var earlyStopping = EarlyStopping.Options()
    /// `best`: which epoch's weights are kept.
    public var best = BestCheckpoint.Options()
    /// `cluster`: who computes.
    public var cluster = ClusterSettings()
    /// `checkpoint_every`: the spacing of checkpoints within an epoch; nil for one at the end of each epoch.
    public var checkpointEvery: CheckpointInterval?
    /// `verify`: every so many steps one whose blocks are computed by two workers and compared; nil for none.
    public var verify: Int?

    /// The defaults.
    public init() {}

    /// The defaults where no data is named: few epochs, enough to see that all works.
    public static let onGeneratedFaces: RunConfiguration = {
        var configuration = RunConfiguration()
        configuration.epochs = 8
        return configuration
    }()

    /// Micro-batches of a global batch: those set, or else the smallest power of two that is at least
    /// ``batchSize`` / 16.
    public var microBatchCount: Int {
        if let microBatches { return microBatches }
        var count = 1
        while count * 16 < batchSize { count *= 2 }
        return count
    }

    /// The same configuration with every choice that depends on other settings or on this machine written out: the
    /// number of micro-batches, and as many workers as cores but no more than micro-batches.
    public func resolved(cores: Int) -> RunConfiguration {
        var configuration = self
        configuration.microBatches = microBatchCount
        configuration.cluster.workers = cluster.workers ?? max(1, min(cores, microBatchCount))
        return configuration
    }
}

/// `data`: what is trained on, and how images are read.
public struct DataSettings: Hashable, Sendable {
    /// `path`: a folder of class folders or a FER CSV file; nil for generated faces.
    public var path: String?
    /// `image_height`: rows of pixels that images are resized to.
    public var imageHeight = 48
    /// `image_width`: pixels of a row that images are resized to.
    public var imageWidth = 48
    /// `channels`: 1 for grey, 3 for RGB.
    public var channels = 1
    /// `validation_fraction`: the share of each class's training samples that validates, where the data has no
    /// validation samples of its own.
    public var validationFraction = 0.1
    /// `skip_unreadable`: leave out images that cannot be read, instead of stopping.
    public var skipUnreadable = false
    /// `cache`: keep decoded pixels in the user's cache folder for the next start. No result depends on it.
    public var cache = true

    /// The defaults.
    public init() {}
}

/// `cluster`: who computes, and when a worker is given up.
public struct ClusterSettings: Hashable, Sendable {
    /// `workers`: local worker processes; nil for as many as cores.
    public var workers: Int?
    /// `min_workers`: how many the start waits for.
    public var minimumWorkers = 1
    /// `worker_timeout`: seconds of silence after which a worker's session ends.
    public var workerTimeout = 10.0
    /// `stall_timeout`: seconds without progress, while holding work, after which a worker's session ends.
    public var stallTimeout = 60.0
    /// `kernels`
    public var kernels = Kernels.native
    /// `exchange_precision`
    public var exchangePrecision = ExchangePrecision.fp32
    /// `allow_mixed`: admit workers whose CPU computes other bits; the run is then not reproducible.
    public var allowMixed = false

    /// The defaults.
    public init() {}
}
