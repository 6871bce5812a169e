import Vocabulary

/// One of the sets of weights that a run has of a version.
package struct WeightsSet: Sendable, Hashable {
    /// What it is called.
    package let name: String

    /// The set of this name.
    package init(_ name: String) { self.name = name }

    /// The weights that training changes.
    package static let trained = WeightsSet("trained")
}

/// Which weights: a version, and which set of it.
package struct WeightsKey: Sendable, Hashable {
    /// How many training steps made them.
    package let version: UInt64
    /// Which weights of that version.
    package let set: WeightsSet

    /// Names weights.
    package init(version: UInt64, set: WeightsSet = .trained) {
        self.version = version
        self.set = set
    }
}

/// Which weights each session was sent, and which it has acknowledged as whole.
///
/// Of each set of weights, by itself:
/// - a session acknowledges only what it was sent, so no version above the one that it was last sent;
/// - what it was sent, and what it has acknowledged, never goes back to an earlier version;
/// - the buckets of the next version go only to sessions that have acknowledged the present one, so that at most one
///   version is under way to each.
package struct WeightsFlow: Sendable {
    /// What an acknowledgement means.
    package enum Outcome: Sendable, Hashable {
        /// The session was never sent these weights.
        case neverSent
        /// The session has acknowledged later ones.
        case outdated
        /// The session said so before.
        case repeated
        /// Later weights are under way to it.
        case moreUnderWay
        /// It has all that it was sent, which is no longer the present version.
        case fellBehind
        /// It has the present version.
        case upToDate
    }

    /// The latest version of one set.
    private struct Progress: Sendable {
        var sent: UInt64
        var acknowledged: UInt64?
    }

    /// The version that training works with.
    package private(set) var version: UInt64
    private var sessions: [UInt64: [WeightsSet: Progress]] = [:]

    /// A flow in which nobody was sent anything.
    package init(version: UInt64) { self.version = version }

    /// The weights that training works with.
    package var present: WeightsKey { WeightsKey(version: version) }

    /// Whether these are the latest weights of their set that were sent to a session whole.
    package func wasSent(_ key: WeightsKey, to session: UInt64) -> Bool {
        sessions[session]?[key.set]?.sent == key.version
    }

    /// Whether these are the latest weights of their set that a session has acknowledged.
    package func hasAcknowledged(_ key: WeightsKey, _ session: UInt64) -> Bool {
        sessions[session]?[key.set]?.acknowledged == key.version
    }

    /// Takes note that weights were sent to a session whole.
    package mutating func send(_ key: WeightsKey, to session: UInt64) {
        let last = sessions[session]?[key.set]
        precondition(last?.sent ?? 0 <= key.version, "version \(key.version) sent after \(last?.sent ?? 0)")
        sessions[session, default: [:]][key.set] = Progress(sent: key.version, acknowledged: last?.acknowledged)
    }

    /// Takes an acknowledgement.
    package mutating func acknowledge(_ key: WeightsKey, by session: UInt64) -> Outcome {
        guard let last = sessions[session]?[key.set], key.version <= last.sent else { return .neverSent }
        if let acknowledged = last.acknowledged {
            if key.version < acknowledged { return .outdated }
            if key.version == acknowledged { return .repeated }
        }
        sessions[session]?[key.set]?.acknowledged = key.version
        if key.version < last.sent { return .moreUnderWay }
        return last.sent < version ? .fellBehind : .upToDate
    }

    /// Makes the next version the present one. Sessions that had acknowledged the one before were sent the new one
    /// bucket by bucket; returns those, by age.
    package mutating func advance() -> [UInt64] {
        let upToDate = sessions.keys.filter { hasAcknowledged(present, $0) }.sorted()
        version += 1
        for session in upToDate { send(present, to: session) }
        return upToDate
    }

    /// Forgets a session that has ended.
    package mutating func forget(_ session: UInt64) { sessions[session] = nil }
}
