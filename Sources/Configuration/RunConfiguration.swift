import Augmentation
import Networks
import Tensors
import Training

/// The configuration of a run. ``RunConfiguration/schema`` has an entry for each property: its key, allowed values,
/// help text and more.
public struct RunConfiguration: Hashable, Sendable {
    /// `recipe`: the recipe, by its name or the path of its file. The configuration file and the command line override
    /// the recipe's settings. Nil for no recipe.
    public var recipe: String?
    /// `data`: the data set, and how its images are read.
    public var data = DataSettings()
    /// `augment`: the transforms that change training samples at random, anew in each epoch.
    public var augment = TransformList.none
    /// `model`: the name of a preset, or the path of a model file: one that contains a `/` or ends in `.yaml` or
    /// `.yml`.
    public var model = "fer-cnn"
    /// `init`: a checkpoint, or another run, with the weights that this run starts from; nil for random weights.
    public var initialWeights: String?
    /// `freeze`: the layers whose parameters training does not change.
    public var freeze = LayerNames()
    /// `padding`: the padding of every convolution; nil for the padding that the model has.
    public var padding: Padding?
    /// `seed`: the number from which random choices follow: initial weights, the order of samples, augmentation,
    /// balancing copies, dropout, the validation split and generated faces.
    public var seed: UInt64 = 0
    /// `epochs`: the largest number of epochs to train. With 0, the run writes the initial weights and ends.
    public var epochs = 500
    /// `batch_size`: the number of samples in one optimizer step.
    public var batchSize = 64
    /// `micro_batches`: the number of slices that a global batch is cut into, a power of two; nil for the number that
    /// ``microBatchCount`` derives from the batch size.
    public var microBatches: Int?
    /// `class_weight`: the weight of each class in the loss.
    public var classWeight = ClassWeightOption.balanced
    /// `optimizer`: the options of Adam.
    public var optimizer = AdamOptions()
    /// `reduce_lr_on_plateau`: the rule that lowers the learning rate when the monitored metric stops improving; nil
    /// for no such rule.
    public var plateau: ReduceLROnPlateau.Options? = ReduceLROnPlateau.Options()
    /// `early_stopping`: the rule that ends the run when the monitored metric stops improving; nil for no such rule.
    public var earlyStopping: EarlyStopping.Options? = EarlyStopping.Options()
    /// `best`: the rule that finds the epoch whose weights are kept as the best.
    public var best = BestCheckpoint.Options()
    /// `cluster`: the number of workers, their time limits and how they compute.
    public var cluster = ClusterSettings()
    /// `checkpoint_every`: the interval of checkpoints within an epoch; nil for checkpoints at the end of epochs only.
    public var checkpointEvery: CheckpointInterval?
    /// `verify`: one step in this many is verified: two workers compute each block of its micro-batches, and their
    /// results are compared. Nil to verify no step.
    public var verify: Int?

    /// A configuration in which every setting has its default.
    public init() {}

    /// The defaults of a run on generated faces. Only the number of epochs differs: these faces show that everything
    /// works, and 500 epochs of them would take hours.
    public static let onGeneratedFaces: RunConfiguration = {
        var configuration = RunConfiguration()
        configuration.epochs = 8
        return configuration
    }()

    /// The number of micro-batches in a global batch: ``microBatches`` if that is not nil, or else the smallest power
    /// of two that is at least ``batchSize`` / 16, so that a micro-batch has at most 16 samples.
    public var microBatchCount: Int {
        if let microBatches { return microBatches }
        var count = 1
        while count * 16 < batchSize { count *= 2 }
        return count
    }

    /// This configuration with a number for each of two settings that may be nil. ``microBatches`` becomes
    /// ``microBatchCount``. If the number of workers is nil, it becomes the number of the machine's `cores`, or the
    /// number of micro-batches if that is smaller.
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
    /// `image_height`: the height in pixels that images are resized to.
    public var imageHeight = 48
    /// `image_width`: the width in pixels that images are resized to.
    public var imageWidth = 48
    /// `channels`: 1 for grey, 3 for RGB.
    public var channels = 1
    /// `validation_fraction`: the fraction of each class's training samples that becomes validation samples, if the
    /// data set has no validation samples of its own.
    public var validationFraction = 0.1
    /// `skip_unreadable`: leave out images that cannot be read, instead of stopping.
    public var skipUnreadable = false
    /// `balance`: how many augmented copies of training images are added to classes with few images; nil for no copies.
    public var balance: ClassBalance?
    /// `cache`: keep decoded pixels in the user's cache folder for the next start. No result depends on it.
    public var cache = true

    /// Settings that all have their defaults.
    public init() {}
}

/// `cluster`: the number of workers, their time limits and how they compute.
public struct ClusterSettings: Hashable, Sendable {
    /// `workers`: the number of worker processes on this machine. With 0, this process computes everything itself. Nil
    /// for as many as the machine has cores, but no more than there are micro-batches.
    public var workers: Int?
    /// `min_workers`: the number of workers that the first step waits for.
    public var minimumWorkers = 1
    /// `worker_timeout`: seconds of silence after which a worker's session ends.
    public var workerTimeout = 10.0
    /// `stall_timeout`: seconds without progress after which a worker's session ends, if the worker owes the
    /// coordinator a result or the acknowledgement of weights.
    public var stallTimeout = 60.0
    /// `kernels`: which vector instructions the inner loops use.
    public var kernels = InstructionChoice.native
    /// `exchange_precision`: the precision to which workers and the coordinator round gradients, and in which gradients
    /// are sent.
    public var exchangePrecision = ExchangePrecision.fp32
    /// `allow_mixed`: accept workers that compute other bits than the coordinator; the run is then not reproducible.
    public var allowMixed = false

    /// Settings that all have their defaults.
    public init() {}
}
