/// An event on a simulated clock.
struct Event {
    /// The kinds of events. Numbers are those of connections unless stated otherwise.
    enum Kind {
        /// The first message that is being sent to the coordinator arrives.
        case toCoordinator(Int)
        /// The first message that is being sent to a worker arrives.
        case toWorker(Int)
        /// A slot reports.
        case reports(Int, slot: Int)
        /// A worker notices that its connection has closed.
        case workerNotices(Int)
        /// A worker reads its clock.
        case workerTick(Int)
        /// A worker, by its own number, connects.
        case connect(Int)
        /// A coordinator, by the number of its process, reads its clock.
        case coordinatorTick(Int)
        /// The coordinator is resumed.
        case resume
    }

    /// Microseconds.
    let time: Int
    /// Of events at the same time, the one with the lower number comes first.
    let order: Int
    let kind: Kind

    fileprivate static func < (left: Event, right: Event) -> Bool {
        left.time != right.time ? left.time < right.time : left.order < right.order
    }
}

/// Events by time: a binary heap.
struct EventQueue {
    private var heap: [Event] = []
    private var count = 0

    /// Adds an event.
    mutating func add(_ kind: Event.Kind, at time: Int) {
        count += 1
        heap.append(Event(time: time, order: count, kind: kind))
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the next event out.
    mutating func next() -> Event? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child] < heap[least] {
                least = child
            }
            if least == parent { return first }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
