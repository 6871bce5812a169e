/// Counts of messages between a coordinator and its workers, and of bytes of their headers and frames, including frames
/// in shared memory.
package struct Traffic: Sendable, Hashable {
    /// The number of messages from the coordinator to its workers.
    package var messagesOut = 0
    /// The number of bytes from the coordinator to its workers.
    package var bytesOut = 0
    /// The number of messages from the workers to their coordinator.
    package var messagesIn = 0
    /// The number of bytes from the workers to their coordinator.
    package var bytesIn = 0

    /// The traffic after the count `right` was taken and until the count `left` was taken.
    package static func - (left: Traffic, right: Traffic) -> Traffic {
        Traffic(
            messagesOut: left.messagesOut - right.messagesOut, bytesOut: left.bytesOut - right.bytesOut,
            messagesIn: left.messagesIn - right.messagesIn, bytesIn: left.bytesIn - right.bytesIn)
    }
}
