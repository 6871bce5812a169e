import Vocabulary

extension RunEvent {
    /// How much an event matters in a log.
    public enum Level: String, Sendable {
        /// What happens as it should.
        case info
        /// What whoever starts the run needs to know.
        case notice
        /// What may be wrong.
        case warning
        /// Why the run ends.
        case error
    }

    /// Its level in a log; nil for what happens too often for one.
    public var level: Level? {
        switch self {
        case .imagesRead, .readingEnded, .stepEnded, .validationChunkEnded: nil
        case .facesGenerated, .imagesDecoded, .cacheTooSmall, .began, .epochBegan, .firstStepEnded, .epochEnded,
            .checkpointWritten, .finished, .interrupted:
            .info
        case .listening: .notice
        case .cacheNotWritten, .resumeWarning, .memoryNotShared, .dataRemark, .workerProcess, .departuresAwaited:
            .warning
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
