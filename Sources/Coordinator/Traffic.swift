/// Counts of messages between a coordinator and its workers, and of bytes of their headers and frames, including frames
/// in shared memory.
package struct Traffic: Sendable, Hashable {
    /// Messages from the coordinator.
    package var messagesOut = 0
    /// Bytes from the coordinator.
    package var bytesOut = 0
    /// Messages to the coordinator.
    package var messagesIn = 0
    /// Bytes to the coordinator.
    package var bytesIn = 0

    /// The traffic since `right`.
    package static func - (left: Traffic, right: Traffic) -> Traffic {
        Traffic(
            messagesOut: left.messagesOut - right.messagesOut, bytesOut: left.bytesOut - right.bytesOut,
            messagesIn: left.messagesIn - right.messagesIn, bytesIn: left.bytesIn - right.bytesIn)
    }
}
