import Augmentation
import Networks
import Tensors
import Training

/// The configuration of a run. ``RunConfiguration/schema`` has an entry for each property: its key, allowed values,
/// help text and more.
public struct RunConfiguration: Hashable, Sendable {
    /// `recipe`: the name of the recipe whose settings the others override, or the path of its file; nil for none.
    public var recipe: String?
    /// `data`: the data set.
    public var data = DataSettings()
    /// `augment`: what is done to each training sample in each epoch.
    public var augment = TransformList.none
    /// `model`: the name of a preset, or the path of a model file: one that contains a `/` or ends in `.yaml` or
    /// `.yml`.
    public var model = "fer-cnn"
    /// `init`: a checkpoint or run whose weights the run starts from; nil for random weights.
    public var initialWeights: String?
    /// `freeze`: the layers whose parameters stay as they are.
    public var freeze = LayerNames()
    /// `padding`: of every convolution; nil leaves the model's own.
    public var padding: Padding?
    /// `seed`: of initial weights, sample order, dropout, validation split and generated faces.
    public var seed: UInt64 = 0
    /// `epochs`: the most epochs to train. 0 writes the initial weights.
    public var epochs = 500
    /// `batch_size`: samples of one optimizer step.
    public var batchSize = 64
    /// `micro_batches`: slices of a global batch, a power of two; nil for the default of ``microBatchCount``.
    public var microBatches: Int?
    /// `class_weight`: the weight of each class in the loss.
    public var classWeight = ClassWeightOption.balanced
    /// `optimizer`: the options of Adam.
    public var optimizer = AdamOptions()
    /// `reduce_lr_on_plateau`: lowers the learning rate; nil keeps it.
    public var plateau: ReduceLROnPlateau.Options? = ReduceLROnPlateau.Options()
    /// `early_stopping`: ends the run before the last epoch; nil does not.
    public var earlyStopping: EarlyStopping.Options? = EarlyStopping.Options()
    /// `best`: selects the epoch whose weights are kept.
    public var best = BestCheckpoint.Options()
    /// `cluster`: workers and their limits.
    public var cluster = ClusterSettings()
    /// `checkpoint_every`: the interval of checkpoints within an epoch; nil for checkpoints at the end of epochs only.
    public var checkpointEvery: CheckpointInterval?
    /// `verify`: in every step with this interval, two workers compute each block and the results are compared; nil for
    /// none.
    public var verify: Int?

    /// The defaults.
    public init() {}

    /// The defaults for generated faces: a few epochs only.
    public static let onGeneratedFaces: RunConfiguration = {
        var configuration = RunConfiguration()
        configuration.epochs = 8
        return configuration
    }()

    /// The number of micro-batches in a global batch: the one that is set, or else the smallest power of two that is
    /// at least ``batchSize`` / 16.
    public var microBatchCount: Int {
        if let microBatches { return microBatches }
        var count = 1
        while count * 16 < batchSize { count *= 2 }
        return count
    }

    /// The same configuration with the values set that depend on other settings or on this machine: the number of
    /// micro-batches, and as many workers as cores but no more than micro-batches.
    public func resolved(cores: Int) -> RunConfiguration {
        var configuration = self
        configuration.microBatches = microBatchCount
        configuration.cluster.workers = cluster.workers ?? max(1, min(cores, microBatchCount))
        return configuration
    }
}

/// `data`: the data set, and how images are read.
public struct DataSettings: Hashable, Sendable {
    /// `path`: a folder of class folders or a CSV table; nil for generated faces.
    public var path: String?
    /// `image_height`: rows of pixels that images are resized to.
    public var imageHeight = 48
    /// `image_width`: pixels of a row that images are resized to.
    public var imageWidth = 48
    /// `channels`: 1 for grey, 3 for RGB.
    public var channels = 1
    /// `validation_fraction`: the fraction of each class's training samples that becomes validation samples, if the
    /// data has none.
    public var validationFraction = 0.1
    /// `skip_unreadable`: leave out images that cannot be read, instead of stopping.
    public var skipUnreadable = false
    /// `balance`: augmented copies of training images, for classes with few of them; nil for none.
    public var balance: ClassBalance?
    /// `cache`: keep decoded pixels in the user's cache folder for the next start. No result depends on it.
    public var cache = true

    /// The defaults.
    public init() {}
}

/// `cluster`: workers and their limits.
public struct ClusterSettings: Hashable, Sendable {
    /// `workers`: local worker processes; nil for as many as cores.
    public var workers: Int?
    /// `min_workers`: the number of workers that the first step waits for.
    public var minimumWorkers = 1
    /// `worker_timeout`: seconds of silence after which a worker's session ends.
    public var workerTimeout = 10.0
    /// `stall_timeout`: seconds without progress, while holding work, after which a worker's session ends.
    public var stallTimeout = 60.0
    /// `kernels`: the vector instructions.
    public var kernels = InstructionChoice.native
    /// `exchange_precision`: the precision to which gradients are rounded, and in which they are sent.
    public var exchangePrecision = ExchangePrecision.fp32
    /// `allow_mixed`: accept workers that compute other bits; the run is then not reproducible.
    public var allowMixed = false

    /// The defaults.
    public init() {}
}
