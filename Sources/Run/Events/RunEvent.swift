import Training
import Vocabulary

/// An event of a run. All subscribers receive all events: for instance console, log, benchmarks, and programs that use
/// the library.
///
/// Each event has a ``name`` and ``fields`` for programs, and a ``level`` if it belongs in a log. `Views` makes the
/// texts for people.
public enum RunEvent: Sendable {
    /// No data set is given, so the run trains on this many generated faces, for this many epochs.
    case facesGenerated(images: Int, epochs: Int)
    /// The number of images that are read so far, and the number of all images. Sent from several threads, one at a
    /// time, with increasing numbers.
    case imagesRead(Int, of: Int)
    /// The number of augmented copies that are made so far, and the number of all copies. Sent from several threads, so
    /// a smaller number may follow a larger one.
    case copiesMade(Int, of: Int)
    /// The images are read and the copies are made, or an error has happened before.
    case readingEnded
    /// All image files of the data set are decoded. For `cached` of the `images` files, the pixels came from the cache
    /// of earlier runs.
    case imagesDecoded(images: Int, cached: Int)
    /// The decoded images are not kept in the cache for the next run, since they are larger than the cache's limit,
    /// `mebibytes` MiB.
    case cacheTooSmall(mebibytes: Int)
    /// The decoded images are not kept in the cache for the next run, since the cache could not be written.
    case cacheNotWritten(reason: String)
    /// The images are read and the run's folder is made. The first step follows, in a cluster as soon as enough workers
    /// have joined.
    indirect case began(RunBeginning)
    /// The run starts from weights of another model.
    indirect case weightsTaken(InitialWeights)
    /// A warning about the checkpoint that the run resumes from.
    case resumeWarning(String)
    /// The coordinator and the workers that it starts share no memory, so the exchange is slower. The text says why.
    case memoryNotShared(String)
    /// A remark on how the images of the data set were read.
    case dataRemark(String)
    /// Workers can join at the address `endpoint`. Not sent if the run starts its workers itself or has none.
    case listening(endpoint: String)
    /// An epoch begins, or a resumed run goes on with the rest of an epoch. `step` is the number of the first step to
    /// come, counted from 1 in each epoch.
    case epochBegan(epoch: Int, step: Int)
    /// The first step since this process was started is done, this many seconds after the start of the process.
    case firstStepEnded(secondsSinceStart: Double)
    /// A training step is done.
    case stepEnded(StepReport)
    /// A chunk of the validation samples is done. After the last chunk, ``epochEnded(_:)`` is sent instead.
    case validationChunkEnded(ValidationReport)
    /// An epoch is done.
    indirect case epochEnded(EpochReport)
    /// A checkpoint of the weights after `step` steps is on the disk.
    case checkpointWritten(step: UInt64)
    /// Something happened in the cluster: for instance, a worker joined or left.
    indirect case cluster(ClusterEvent)
    /// In a minute there were so many events of one kind that the last `count` of them were not published. `last` is
    /// the last of these.
    indirect case clusterRepeated(count: Int, last: ClusterEvent)
    /// A worker process that this run has started has written a line to standard error.
    case workerProcess(String)
    /// A worker process that this run has started has ended, although the run goes on.
    case workerProcessEnded(WorkerProcessEnd)
    /// The run ends, and the coordinator waits up to `seconds` seconds until `workers` workers have left. `reason` says
    /// why the run ends.
    case departuresAwaited(reason: String, workers: Int, seconds: Int)
    /// The run stops because of an error.
    case failed(reason: String)
    /// The run stops because it is over or was interrupted, and all its files are written. `best` is the path of the
    /// checkpoint with the best weights.
    indirect case finished(RunSummary, best: String)
    /// The run was interrupted after `step` steps. It can be resumed from its folder, `directory`.
    case interrupted(step: UInt64, directory: String)
}

/// Where the workers of a run come from.
public enum WorkerSource: Sendable, Hashable {
    /// `count` processes on this machine with `slots` slots each, all started with the run.
    case local(count: Int, slots: Int)
    /// Workers that connect to `endpoint` by themselves. The first step waits for `needed` of them. `insecure` says
    /// whether the user allows an address that other machines can reach.
    case remote(needed: Int, endpoint: String, insecure: Bool)
    /// No workers: this process computes. `isChosen` says whether the user has set the number of slots.
    case none(slots: Int, isChosen: Bool)
}

/// The facts about a run that begins.
public struct RunBeginning: Sendable {
    /// The model, the data and the options of the run.
    public let job: TrainingJob
    /// Where the workers of the run come from.
    public let workers: WorkerSource
    /// The path of the run directory.
    public let directory: String
    /// The number of steps that are already done; nil in a new run.
    public let resumedAfter: UInt64?
    /// The metrics of the finished epochs; empty in a new run.
    public let history: History

    /// Facts about a run that begins. It is a resumed run if `resumedAfter` is given, else a new one.
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
