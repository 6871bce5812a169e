/// All that coordinator and worker say to each other.
public enum Message: Sendable, Hashable {
    /// Worker: a wish to join.
    case hello(Hello)
    /// Coordinator: the answer that lets a worker in, the job in the frame; the weights follow as ``weights(_:)``.
    case welcome(Welcome)
    /// Worker: network built, numerics compared with the run's.
    case ready(Ready)
    /// Coordinator: the answer that keeps a worker out.
    case refused(Refused)
    /// Coordinator: the weights of one bucket, in the frame.
    case weights(WeightsBucket)
    /// Coordinator: micro-batches to compute, their samples in the frame.
    case assignment(Assignment)
    /// Coordinator: work that is not wanted any more.
    case cancel(Cancel)
    /// Worker: a part of what an assignment asked for.
    case result(BlockResult)
    /// Worker: a version of the weights is complete here.
    case acknowledgement(Acknowledgement)
    /// Both: a sign of life.
    case beat(Beat)
    /// Both: the sender leaves.
    case goodbye(Goodbye)

    /// Whether a raw frame follows the header; a message with one too many or one too few is malformed.
    public var carriesFrame: Bool {
        switch self {
        case .welcome, .weights, .assignment: true
        case .result(let result): result.content.carriesFrame
        case .hello, .ready, .refused, .cancel, .acknowledgement, .beat, .goodbye: false
        }
    }
}
