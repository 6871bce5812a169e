import Vocabulary

/// Something that happened in a run: all that console, log, benchmarks and programs that use the library learn of it.
///
/// Each event has a ``name`` and ``fields`` for programs, and a ``level`` if it belongs into a log. What people read of
/// it is made by those who show it.
public enum RunEvent: Sendable {
    /// No data is named: the run trains on generated faces, for so many epochs.
    case facesGenerated(images: Int, epochs: Int)
    /// So many images of all are read. Comes from several threads, one at a time, but not in order.
    case imagesRead(Int, of: Int)
    /// All images are read.
    case readingEnded
    /// Images of which the pixels are known now, and how many of them the cache had.
    case imagesDecoded(images: Int, cached: Int)
    /// The images are not kept, since the cache is too small for them.
    case cacheTooSmall(mebibytes: Int)
    /// The images are not kept, since the cache could not be written.
    case cacheNotWritten(reason: String)
    /// Everything is ready, and the first step about to begin.
    indirect case began(RunBeginning)
    /// Something about the checkpoint that the run goes on from.
    case resumeWarning(String)
    /// Workers and coordinator share no memory.
    case memoryNotShared(String)
    /// Something about the images.
    case dataRemark(String)
    /// Workers can join at an address.
    case listening(endpoint: String)
    /// The first step of an epoch, or of the rest of one, is about to begin: `step` of the epoch's, from 1.
    case epochBegan(epoch: Int, step: Int)
    /// The first step since this process was started is done.
    case firstStepEnded(secondsSinceStart: Double)
    /// A training step is done.
    case stepEnded(StepReport)
    /// A chunk of the validation samples is done, but not the last.
    case validationChunkEnded(ValidationReport)
    /// An epoch is done.
    indirect case epochEnded(EpochReport)
    /// A checkpoint is on the disk: of the weights after so many steps.
    case checkpointWritten(step: UInt64)
    /// Something happened to the cluster.
    indirect case cluster(ClusterEvent)
    /// As many more events like this one, the last of them, have happened within a minute and were not published.
    indirect case clusterRepeated(count: Int, last: ClusterEvent)
    /// A worker process of this machine has said something, or has ended.
    case workerProcess(String)
    /// The run ends, and waits for workers that have not left yet.
    case departuresAwaited(reason: String, workers: Int, seconds: Int)
    /// The run cannot go on.
    case failed(reason: String)
    /// The run stops, and all its files are written.
    indirect case finished(RunSummary, best: String)
    /// The run was interrupted after so many steps, and can be resumed.
    case interrupted(step: UInt64, directory: String)
}

/// Where the workers of a run come from.
public enum WorkerSource: Sendable, Hashable {
    /// Processes on this machine, all started with the run.
    case local(count: Int, slots: Int)
    /// As many as come; the first step waits for some of them.
    case remote(needed: Int, endpoint: String, insecure: Bool)
    /// None: this process computes. `isChosen` is whether somebody asked for that many slots.
    case none(slots: Int, isChosen: Bool)
}

/// What a run is about to do.
public struct RunBeginning: Sendable {
    /// The run's constants.
    public let job: TrainingJob
    /// Who computes.
    public let workers: WorkerSource
    /// The run directory.
    public let directory: String
    /// The steps that are done already; nil in a new run.
    public let resumedAfter: UInt64?

    /// The beginning of a run.
    public init(job: TrainingJob, workers: WorkerSource, directory: String, resumedAfter: UInt64? = nil) {
        self.job = job
        self.workers = workers
        self.directory = directory
        self.resumedAfter = resumedAfter
    }
}
