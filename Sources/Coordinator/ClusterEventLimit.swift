import Vocabulary

/// Keeps peers that come back without end from flooding whoever watches the run: of each kind of event only so many are
/// published in a minute, and of the others their number and the last.
package struct ClusterEventLimit {
    private struct Count {
        var admitted = 0
        var heldBack = 0
        var last: ClusterEvent
    }

    private static let window = Duration.seconds(60)
    private static let eventsPerWindow = 10

    /// By the events' names.
    private var counts: [String: Count] = [:]
    private var start = Duration.zero

    /// A limit, its first minute beginning at zero.
    package init() {}

    /// Whether an event is to be published; if not, it is counted.
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

    /// How many events of each kind were held back, and the last of them, once their minute is over.
    package mutating func heldBack(at now: Duration) -> [(count: Int, last: ClusterEvent)] {
        guard now - start >= ClusterEventLimit.window else { return [] }
        start = now
        return takeHeldBack()
    }

    /// The same before their minute is over: the run is.
    package mutating func takeHeldBack() -> [(count: Int, last: ClusterEvent)] {
        defer { counts = [:] }
        return counts.sorted { $0.key < $1.key }.map(\.value).filter { $0.heldBack > 0 }.map { ($0.heldBack, $0.last) }
    }
}
