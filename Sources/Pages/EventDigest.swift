import Run
import Views

/// The events of a log that a page shows. Starts of epochs are never shown. If more than ``most`` events remain, the
/// less important events are left out first, and then the events in the middle of the list.
struct EventDigest {
    /// A line of the page's list of events.
    enum Line {
        /// An event of the log.
        case event(LoggedEvent)
        /// A gap in the list, with the number of events that are left out there.
        case gap(Int)
    }

    /// The lines of the list, in the order of the log.
    let lines: [Line]
    /// The number of events of the log that are missing from ``lines``. Events that a gap counts are not in this
    /// number.
    let left: Int

    /// The most events that are shown.
    static let most = 60

    /// How much a page needs an event, from most to least. If there are too many events, `routine` ones are left out
    /// first, and then `decision` ones. Events that are `never` shown are left out always.
    private enum Rank: Int, CaseIterable {
        case needed, decision, routine, never
    }

    init(_ events: [LoggedEvent]) {
        let lastBest = events.lastIndex { $0.isSet("is_best") }
        let ranks = events.indices.map { EventDigest.rank(of: events[$0], isLastBest: $0 == lastBest) }
        let shown = [Rank.routine, .decision, .needed].lazy.map { limit in
            events.indices.filter { ranks[$0].rawValue <= limit.rawValue }
        }
        let chosen = shown.first { $0.count <= EventDigest.most } ?? Array(shown.last!)
        left = events.count - chosen.count
        if chosen.count <= EventDigest.most {
            lines = chosen.map { .event(events[$0]) }
        } else {
            let half = EventDigest.most / 2
            lines =
                chosen.prefix(half).map { .event(events[$0]) } + [.gap(chosen.count - 2 * half)]
                + chosen.suffix(half).map { .event(events[$0]) }
        }
    }

    private static func rank(of event: LoggedEvent, isLastBest: Bool) -> Rank {
        if event.level != .info { return .needed }
        switch event.event {
        case "epoch_began": return .never
        case "checkpoint_written", "first_step_ended", "images_decoded": return .routine
        case "epoch_ended":
            if isLastBest || event.isSet("stops") || event.has("learning_rate_reduced_to") { return .needed }
            return event.isSet("is_best") ? .decision : .routine
        default: return .needed
        }
    }
}
