import Vocabulary

/// Decides which events are published: at most a fixed number of each kind in a minute. Of the events above that limit,
/// only their number and the last one are published, so that peers that connect again and again cannot flood the log.
package struct ClusterEventLimit {
    private struct Count {
        var admitted = 0
        var heldBack = 0
        var last: ClusterEvent
    }

    private static let window = Duration.seconds(60)
    private static let eventsPerWindow = 10

    /// The counts of the present minute for each kind of event, by the event's name.
    private var counts: [String: Count] = [:]
    private var start = Duration.zero

    /// A limit whose first minute begins at time 0, when the coordinator starts.
    package init() {}

    /// Returns whether to publish an event. An event that is not published is counted.
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

    /// Returns, for each kind, the number of events that were not published and the last of these, if the minute is
    /// over; then the next minute begins. Before the end of the minute, returns nothing.
    package mutating func heldBack(at now: Duration) -> [(count: Int, last: ClusterEvent)] {
        guard now - start >= ClusterEventLimit.window else { return [] }
        start = now
        return takeHeldBack()
    }

    /// Returns, for each kind, the number of events that were not published in this minute and the last of these. For
    /// the end of the run, which does not wait for the end of the minute.
    package mutating func takeHeldBack() -> [(count: Int, last: ClusterEvent)] {
        defer { counts = [:] }
        return counts.sorted { $0.key < $1.key }.map(\.value).filter { $0.heldBack > 0 }.map { ($0.heldBack, $0.last) }
    }
}
