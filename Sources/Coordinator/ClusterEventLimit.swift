import Vocabulary

/// Publishes at most a fixed number of events of each kind in a minute. Of the events above that limit, only
/// their number and the last one are published, so that peers that connect again and again cannot flood the log.
package struct ClusterEventLimit {
    private struct Count {
        var admitted = 0
        var heldBack = 0
        var last: ClusterEvent
    }

    private static let window = Duration.seconds(60)
    private static let eventsPerWindow = 10

    /// The state of each kind, by the event's name.
    private var counts: [String: Count] = [:]
    private var start = Duration.zero

    /// A limit whose first minute begins at zero.
    package init() {}

    /// Whether to publish an event. An event that is not published is counted.
    package mutating func admits(_ event: ClusterEvent) -> Bool {
        var count = counts[event.name] ?? Count(last: event)
        defer { counts[event.name] = count }
        guard count.admitted == ClusterEventLimit.eventsPerWindow else {
            count.admitted += 1
            return true
        }
        count.heldBack += 1
        count.last = event
        return false
    }

    /// Once the minute is over: for each kind, the number of events that were suppressed, and the last one of them.
    /// Before that, nothing.
    package mutating func heldBack(at now: Duration) -> [(count: Int, last: ClusterEvent)] {
        guard now - start >= ClusterEventLimit.window else { return [] }
        start = now
        return takeHeldBack()
    }

    /// The number of suppressed events of each kind and the last one of them, without waiting for the end of the
    /// minute. For the end of the run.
    package mutating func takeHeldBack() -> [(count: Int, last: ClusterEvent)] {
        defer { counts = [:] }
        return counts.sorted { $0.key < $1.key }.map(\.value).filter { $0.heldBack > 0 }.map { ($0.heldBack, $0.last) }
    }
}
