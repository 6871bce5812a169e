import Configuration
import Launch
import Run
import Training
import Views

/// Trains a model: in this process, or with worker processes on this machine. The weights are the same bits either way.
///
/// ```swift
/// let faces = try ImageFolder("faces/", size: 48, channels: 1)
/// let trainer = Trainer(model: .ferCNN, optimizer: .adam(learningRate: 1e-4), epochs: 20)
/// for try await event in trainer.fit(faces, workers: 2, in: "runs/first") {
///     if case .epochEnded(let epoch) = event { print(epoch.record.epoch, epoch.record.validation[.accuracy] ?? 0) }
/// }
/// let answer = try Classifier("runs/first").predict("me.png")
/// ```
public struct Trainer: Sendable {
    /// All options of the run. Each property stands for a setting of the configuration file.
    public var configuration: RunConfiguration
    /// The program that is started for each worker process. The default is this program itself, which must then call
    /// ``Chorus/workerMain()`` first in its `main`.
    public var workerProgram = WorkerProgram.current

    /// A trainer.
    ///
    /// - Parameters:
    ///   - model: what is trained.
    ///   - optimizer: how gradients change weights.
    ///   - epochs: the largest number of epochs, at least 0.
    ///   - batchSize: the number of samples in one optimizer step.
    ///   - classWeight: how much the loss of each class counts.
    ///   - reduceLearningRate: the plateau rule, which lowers the learning rate when a metric stops improving; nil to
    ///     keep the learning rate.
    ///   - earlyStopping: the rule that ends training early when a metric stops improving; nil to train all epochs.
    ///   - seed: the seed of initial weights, sample order, dropout, augmentation, validation split and generated
    ///     faces.
    public init(
        model: Model = .ferCNN, optimizer: Optimizer = .adam(), epochs: Int = 500, batchSize: Int = 64,
        classWeight: ClassWeightOption = .balanced, reduceLearningRate: ReduceLROnPlateau.Options? = .init(),
        earlyStopping: EarlyStopping.Options? = .init(), seed: UInt64 = 0
    ) {
        configuration = RunConfiguration()
        configuration.model = model.name
        configuration.padding = model.padding
        configuration.optimizer = optimizer.options
        configuration.epochs = epochs
        configuration.batchSize = batchSize
        configuration.classWeight = classWeight
        configuration.plateau = reduceLearningRate
        configuration.earlyStopping = earlyStopping
        configuration.seed = seed
    }

    /// A trainer with the options of a YAML file, in the form that `chorus train --config` reads. The options of `data`
    /// and `cluster.workers` are not used: ``fit(_:workers:in:callbacks:)`` gets images and workers as arguments.
    ///
    /// - Throws: `ConfigurationError`, which names the file and, where they are known, line and key.
    public init(configuration path: String) throws(ConfigurationError) {
        configuration = RunConfiguration()
        try configuration.read(file: path)
    }

    /// Trains in a new run directory.
    ///
    /// Training begins when the program begins to loop over the events. The loop throws an error for wrong options or
    /// images, for a run that has diverged, and for workers that cannot be started.
    ///
    /// - Parameters:
    ///   - images: the images to train on.
    ///   - workers: the number of worker processes on this machine, with one thread each, started from
    ///     ``workerProgram``; 0 to compute in this process, with one thread per core.
    ///   - directory: the run directory. It must be empty, or not exist yet.
    ///   - callbacks: objects that receive each event before the loop does, on a thread of the run.
    /// - Returns: the run's events. If the program leaves the loop over them early, the run stops after a checkpoint
    ///   and can be resumed.
    public func fit(
        _ images: ImageFolder, workers: Int = 0, in directory: String, callbacks: [any TrainingCallback] = []
    ) -> TrainingEvents {
        var configuration = configuration
        configuration.data = images.settings
        configuration.cluster.workers = workers
        let (final, program) = (configuration, workerProgram)
        return TrainingEvents(callbacks) { events, stop in
            try RunLauncher(workers: .local(slots: nil, program: program), events: events, stop: stop)
                .start(final, out: directory)
        }
    }

    /// Resumes the run of a directory. The results have the same bits as if the run had never stopped. If the run has
    /// finished, its images are read again, but it is not trained any further.
    ///
    /// - Parameters:
    ///   - directory: the run directory.
    ///   - workers: the number of worker processes on this machine, or 0 to compute in this process; nil for as many as
    ///     the run had.
    ///   - workerProgram: the program that is started for each worker process.
    ///   - callbacks: objects that receive each event before the loop does, on a thread of the run.
    /// - Returns: the run's events, as from ``fit(_:workers:in:callbacks:)``.
    public static func resume(
        _ directory: String, workers: Int? = nil, workerProgram: WorkerProgram = .current,
        callbacks: [any TrainingCallback] = []
    ) -> TrainingEvents {
        TrainingEvents(callbacks) { events, stop in
            try RunLauncher(workers: .local(slots: nil, program: workerProgram), events: events, stop: stop)
                .resume(directory) { if let workers { $0.cluster.workers = workers } }
        }
    }
}
