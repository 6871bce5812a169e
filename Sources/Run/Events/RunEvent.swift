import Training
import Vocabulary

/// An event of a run. Console, log, benchmarks and programs that use the library receive all of them.
///
/// Each event has a ``name`` and ``fields`` for programs, and a ``level`` if it belongs in a log. Views make the texts
/// for people.
public enum RunEvent: Sendable {
    /// No data set is given: the run trains on generated faces.
    case facesGenerated(images: Int, epochs: Int)
    /// `done` of `total` images are read. Sent from several threads, one at a time, but not in order.
    case imagesRead(Int, of: Int)
    /// `done` of `total` augmented copies are made. Sent like ``imagesRead(_:of:)``.
    case copiesMade(Int, of: Int)
    /// All images are read, and all copies made.
    case readingEnded
    /// All images are decoded; `cached` of them came from the cache.
    case imagesDecoded(images: Int, cached: Int)
    /// The images are not cached, since the cache is too small.
    case cacheTooSmall(mebibytes: Int)
    /// The images are not cached, since the cache could not be written.
    case cacheNotWritten(reason: String)
    /// Everything is ready, and the first step is about to begin.
    indirect case began(RunBeginning)
    /// The run starts from weights of another model.
    indirect case weightsTaken(InitialWeights)
    /// A warning about the checkpoint that the run resumes from.
    case resumeWarning(String)
    /// Workers and coordinator share no memory.
    case memoryNotShared(String)
    /// A remark about the images.
    case dataRemark(String)
    /// Workers can join at an address.
    case listening(endpoint: String)
    /// The first step of an epoch, or of the rest of a resumed one, is about to begin. `step` is its number in the
    /// epoch, from 1.
    case epochBegan(epoch: Int, step: Int)
    /// The first step since this process was started is done.
    case firstStepEnded(secondsSinceStart: Double)
    /// A training step is done.
    case stepEnded(StepReport)
    /// A chunk of the validation samples is done, but not the last.
    case validationChunkEnded(ValidationReport)
    /// An epoch is done.
    indirect case epochEnded(EpochReport)
    /// A checkpoint of the weights after `step` steps is on the disk.
    case checkpointWritten(step: UInt64)
    /// An event of the cluster.
    indirect case cluster(ClusterEvent)
    /// `count` more events of this kind happened within a minute and were not published. `last` is the last one.
    indirect case clusterRepeated(count: Int, last: ClusterEvent)
    /// A worker process of this machine has written a line.
    case workerProcess(String)
    /// A worker process of this machine has ended while the run goes on.
    case workerProcessEnded(WorkerProcessEnd)
    /// The run ends and waits for workers to leave.
    case departuresAwaited(reason: String, workers: Int, seconds: Int)
    /// The run cannot go on.
    case failed(reason: String)
    /// The run stops, and all its files are written.
    indirect case finished(RunSummary, best: String)
    /// The run was interrupted after `step` steps and can be resumed.
    case interrupted(step: UInt64, directory: String)
}

/// Where the workers of a run come from.
public enum WorkerSource: Sendable, Hashable {
    /// Processes on this machine, all started with the run.
    case local(count: Int, slots: Int)
    /// Workers that connect by themselves; the first step waits for some of them.
    case remote(needed: Int, endpoint: String, insecure: Bool)
    /// None: this process computes. `isChosen` says whether the user has set the number of slots.
    case none(slots: Int, isChosen: Bool)
}

/// The facts about a run that begins.
public struct RunBeginning: Sendable {
    /// The run's constants.
    public let job: TrainingJob
    /// Who computes.
    public let workers: WorkerSource
    /// The run directory.
    public let directory: String
    /// The steps that are already done; nil in a new run.
    public let resumedAfter: UInt64?
    /// The finished epochs; none in a new run.
    public let history: History

    /// The beginning of a run.
    public init(
        job: TrainingJob, workers: WorkerSource, directory: String, resumedAfter: UInt64? = nil,
        history: History = History()
    ) {
        self.job = job
        self.workers = workers
        self.directory = directory
        self.resumedAfter = resumedAfter
        self.history = history
    }
}
