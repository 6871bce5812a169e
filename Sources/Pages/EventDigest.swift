import Run
import Views

/// The events of a log that a page shows. Starts of epochs are never shown. If more than ``most`` events remain,
/// the less important ones are left out, and then those in the middle.
struct EventDigest {
    /// A line of the page.
    enum Line {
        /// An event.
        case event(LoggedEvent)
        /// So many events are left out here.
        case gap(Int)
    }

    /// What is shown, in order.
    let lines: [Line]
    /// How many events of the log are not shown, apart from those that a gap stands for.
    let left: Int

    /// The most events that are shown.
    static let most = 60

    /// The order in which events are left out: those with the highest value first.
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
