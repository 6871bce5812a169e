import Vocabulary

extension RunEvent {
    /// How much an event matters in a log.
    public enum Level: String, Sendable {
        /// Normal operation.
        case info
        /// Facts that the person who starts the run needs.
        case notice
        /// A possible problem.
        case warning
        /// The reason why the run fails.
        case error
    }

    /// The event's level in a log; nil for events that are too frequent for a log.
    public var level: Level? {
        switch self {
        case .imagesRead, .copiesMade, .readingEnded, .stepEnded, .validationChunkEnded: nil
        case .facesGenerated, .imagesDecoded, .cacheTooSmall, .began, .epochBegan, .firstStepEnded, .epochEnded,
            .checkpointWritten, .finished, .interrupted:
            .info
        case .listening, .weightsTaken: .notice
        case .cacheNotWritten, .resumeWarning, .memoryNotShared, .dataRemark, .workerProcess, .departuresAwaited:
            .warning
        case .workerProcessEnded(let end): end.isFailure ? .warning : .info
        case .cluster(let event), .clusterRepeated(_, let event): event.level
        case .failed: .error
        }
    }
}

extension ClusterEvent {
    fileprivate var level: RunEvent.Level {
        switch self {
        case .joined, .left: .info
        case .refused, .lost, .notJoined, .ignored, .connectionFailed, .suspended, .waiting, .idle, .exchangeBound,
            .expelled, .doubted:
            .warning
        }
    }
}
