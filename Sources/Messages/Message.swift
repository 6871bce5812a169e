/// All messages between coordinator and worker. Some have a frame: a part with raw bytes, which follows the message's
/// header.
public enum Message: Sendable, Hashable {
    /// From a worker: a request to join.
    case hello(Hello)
    /// From the coordinator: the answer that accepts a worker, with the job in the frame. The weights follow as
    /// ``weights(_:)``.
    case welcome(Welcome)
    /// From a worker: it has built the network. The message has the worker's numerics fingerprint and the digest of the
    /// worker's job.
    case ready(Ready)
    /// From the coordinator: the answer that rejects a worker.
    case refused(Refused)
    /// From the coordinator: the weights of one bucket, in the frame.
    case weights(WeightsBucket)
    /// From the coordinator: micro-batches to compute, with their samples in the frame.
    case assignment(Assignment)
    /// From the coordinator: an assignment that is no longer needed.
    case cancel(Cancel)
    /// From a worker: a part of the result of an assignment. The gradient of a bucket is in the frame; metrics have no
    /// frame.
    case result(BlockResult)
    /// From a worker: a version of the weights has arrived completely.
    case acknowledgement(Acknowledgement)
    /// From either side: a sign of life.
    case beat(Beat)
    /// From either side: the sender ends the session.
    case goodbye(Goodbye)

    /// Whether a frame must follow the header. The coordinator takes a message as malformed if its frame is missing, or
    /// if it has a frame and should have none.
    public var carriesFrame: Bool {
        switch self {
        case .welcome, .weights, .assignment: true
        case .result(let result): result.content.carriesFrame
        case .hello, .ready, .refused, .cancel, .acknowledgement, .beat, .goodbye: false
        }
    }
}
