/// All messages between coordinator and worker.
public enum Message: Sendable, Hashable {
    /// Worker: a request to join.
    case hello(Hello)
    /// Coordinator: the answer that accepts a worker, with the job in the frame. The weights follow as ``weights(_:)``.
    case welcome(Welcome)
    /// Worker: the network is built; the numerics fingerprint.
    case ready(Ready)
    /// Coordinator: the answer that rejects a worker.
    case refused(Refused)
    /// Coordinator: the weights of one bucket, in the frame.
    case weights(WeightsBucket)
    /// Coordinator: micro-batches to compute, their samples in the frame.
    case assignment(Assignment)
    /// Coordinator: work that is no longer needed.
    case cancel(Cancel)
    /// Worker: a part of the result of an assignment.
    case result(BlockResult)
    /// Worker: a version of the weights has arrived completely.
    case acknowledgement(Acknowledgement)
    /// Both: a sign of life.
    case beat(Beat)
    /// Both: the sender ends the session.
    case goodbye(Goodbye)

    /// Whether a raw frame follows the header. A message with an extra frame or without its frame is malformed.
    public var carriesFrame: Bool {
        switch self {
        case .welcome, .weights, .assignment: true
        case .result(let result): result.content.carriesFrame
        case .hello, .ready, .refused, .cancel, .acknowledgement, .beat, .goodbye: false
        }
    }
}
