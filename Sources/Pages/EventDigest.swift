import Run
import Views

/// The lines of a log that a page shows: all but what repeats in each epoch, or fewer if they are many.
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
    /// How many lines of the log are not shown, those of gaps aside.
    let left: Int

    /// The most events that are shown.
    static let most = 60

    /// How little an event matters: the higher, the sooner it is left out.
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
