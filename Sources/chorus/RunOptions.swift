import ArgumentParser
import Configuration
import Foundation
import Networks
import Training

/// The options of a run that the command line can set. Each wins over the same key of the configuration file.
struct RunOptions: ParsableArguments {
    @Argument(
        help: .option(
            "Folder of class folders, or FER2013's CSV file.", default: RunConfiguration.defaultText(of: "data.path")))
    var data: String?

    @Option(help: .option("YAML file with any of the options.", default: "none", valueName: "file"))
    var config: String?

    @Option(help: .option("Run directory.", default: "runs/<model>-<date>-<time>", valueName: "dir"))
    var out: String?

    @Option(help: .option("Go on with the run of this directory.", default: "a new run", valueName: "dir"))
    var resume: String?

    @Option(help: .setting("model", "fer-cnn, hackersrealm, or a model file.", valueName: "model"))
    var model: String?

    @Option(help: .setting("padding", "Padding of every convolution: valid or same."))
    var padding: Padding?

    @Option(
        help: .option(
            "The most epochs to train.",
            default: "\(RunConfiguration().epochs), or \(RunConfiguration.onGeneratedFaces.epochs) on generated faces"))
    var epochs: Int?

    @Option(help: .setting("batch_size", "Samples of one optimizer step."))
    var batchSize: Int?

    @Option(help: .setting("micro_batches", "Slices of a batch, the units of computation: a power of two."))
    var microBatches: Int?

    @Option(help: .setting("optimizer.learning_rate", "Adam's learning rate."))
    var learningRate: Double?

    @Option(help: .setting("class_weight", "none or balanced; weights by class go into the configuration file."))
    var classWeight: String?

    @Option(help: .setting("seed", "Seed of initial weights, sample order, dropout and generated faces."))
    var seed: UInt64?

    @Option(
        help: .setting(
            "early_stopping.patience",
            "Epochs without a better early_stopping.monitor (val_loss) after which the run ends."))
    var earlyStoppingPatience: Int?

    @Option(help: .setting("data.image_height", "Rows of pixels that images are resized to."))
    var imageHeight: Int?

    @Option(help: .setting("data.image_width", "Pixels of a row that images are resized to."))
    var imageWidth: Int?

    @Option(help: .setting("data.channels", "1 for greyscale, 3 for RGB."))
    var channels: Int?

    @Option(
        help: .setting(
            "data.validation_fraction",
            "Share of the training images that validates where there is no validation folder."))
    var validationFraction: Double?

    @Flag(
        inversion: .prefixedNo,
        help: .setting("data.skip_unreadable", "Leave out images that cannot be read, and count them.", isFlag: true))
    var skipUnreadable: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: .setting(
            "data.cache", "Keep decoded pixels in the user's cache folder, for the next start.", isFlag: true))
    var cache: Bool?

    @Option(
        help: .setting(
            "checkpoint_every", "Checkpoints within an epoch: every so many steps, or every 90s, 15m or 1h.",
            valueName: "steps|time"))
    var checkpointEvery: CheckpointInterval?

    @Option(
        help: .setting(
            "verify", "Have two workers compute each block of every so many steps, and compare: 1 for all steps.",
            valueName: "steps"))
    var verifyEvery: Int?

    @Option(help: .setting("cluster.worker_timeout", "Seconds of silence after which a worker is given up."))
    var workerTimeout: Double?

    @Option(help: .setting("cluster.stall_timeout", "Seconds without progress after which a worker is given up."))
    var stallTimeout: Double?

    @Option(
        help: .setting(
            "cluster.kernels",
            "native for the widest vector instructions, or portable for AVX2; both give the same bits."))
    var kernels: Kernels?

    @Option(
        help: .setting(
            "cluster.exchange_precision",
            "fp32, or bf16 for gradients of half the size, where the link is slow; it decides the results."))
    var exchangePrecision: ExchangePrecision?

    @Flag(
        inversion: .prefixedNo,
        help: .setting(
            "cluster.allow_mixed", "Admit workers that compute other bits; results are then not reproducible.",
            isFlag: true))
    var allowMixed: Bool?

    @Flag(help: "Print the run's summary as JSON, and nothing else.")
    var json = false

    @OptionGroup var output: OutputOptions

    /// Sets what the configuration file says, if one is named, and the options over it.
    func change(_ configuration: inout RunConfiguration) throws {
        if let config { try configuration.read(file: config) }
        apply(to: &configuration)
    }

    private func apply(to configuration: inout RunConfiguration) {
        func set<Value>(_ path: WritableKeyPath<RunConfiguration, Value>, _ value: Value?) {
            if let value { configuration[keyPath: path] = value }
        }
        set(\.data.path, data.map(Optional.some))
        set(\.data.imageHeight, imageHeight)
        set(\.data.imageWidth, imageWidth)
        set(\.data.channels, channels)
        set(\.data.validationFraction, validationFraction)
        set(\.data.skipUnreadable, skipUnreadable)
        set(\.data.cache, cache)
        set(\.model, model)
        set(\.padding, padding.map(Optional.some))
        set(\.epochs, epochs)
        set(\.batchSize, batchSize)
        set(\.microBatches, microBatches.map(Optional.some))
        set(\.optimizer.learningRate, learningRate)
        set(\.classWeight, classWeight == "none" ? ClassWeightOption.none : classWeight == "balanced" ? .balanced : nil)
        set(\.seed, seed)
        set(\.earlyStopping.patience, earlyStoppingPatience)
        set(\.checkpointEvery, checkpointEvery.map(Optional.some))
        set(\.verify, verifyEvery.map(Optional.some))
        set(\.cluster.workerTimeout, workerTimeout)
        set(\.cluster.stallTimeout, stallTimeout)
        set(\.cluster.kernels, kernels)
        set(\.cluster.exchangePrecision, exchangePrecision)
        set(\.cluster.allowMixed, allowMixed)
    }

    func validate() throws {
        if let data { try GivenPaths.requireDataSet(data) }
        if out != nil, resume != nil {
            throw ValidationError("--out and --resume exclude each other: a run goes on in its own directory")
        }
        if let classWeight, !["none", "balanced"].contains(classWeight) {
            throw ValidationError("--class-weight is \(classWeight); it must be none or balanced")
        }
    }
}

extension Padding: ExpressibleByArgument {}
extension Kernels: ExpressibleByArgument {}
extension ExchangePrecision: ExpressibleByArgument {}

extension CheckpointInterval: ExpressibleByArgument {
    /// Reads the text of the option.
    public init?(argument: String) {
        self.init(argument)
    }
}
