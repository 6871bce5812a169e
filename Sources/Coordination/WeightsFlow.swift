import Vocabulary

/// A set of weights that a run has at each version, such as the trained weights.
package struct WeightsSet: Sendable, Hashable {
    /// The name of the set, for instance `trained`.
    package let name: String

    /// The set of weights with this name.
    package init(_ name: String) { self.name = name }

    /// The weights that training updates.
    package static let trained = WeightsSet("trained")
}

/// Identifies weights: a version, and one of the sets of weights of that version.
package struct WeightsKey: Sendable, Hashable {
    /// How many training steps have led to these weights.
    package let version: UInt64
    /// The set of weights of that version.
    package let set: WeightsSet

    /// The key of a set of weights at a version.
    package init(version: UInt64, set: WeightsSet = .trained) {
        self.version = version
        self.set = set
    }
}

/// Which weights each session was sent, and which ones it has acknowledged as complete.
///
/// For each set of weights:
/// - a session acknowledges only versions that it was sent, so none above the last one that it was sent;
/// - the versions that a session was sent, and those that it has acknowledged, never decrease;
/// - the buckets of the next version go only to sessions that have acknowledged the present one, so at most one version
///   is being sent to each session.
package struct WeightsFlow: Sendable {
    /// What an acknowledgement tells about the session that sent it.
    package enum Outcome: Sendable, Hashable {
        /// The session was never sent these weights.
        case neverSent
        /// The session has already acknowledged later weights.
        case outdated
        /// The session has acknowledged these weights before.
        case repeated
        /// The session has these weights, and later weights are being sent to it.
        case moreUnderWay
        /// The session has all weights that it was sent, but the present version is newer.
        case fellBehind
        /// The session has all weights of the present version.
        case upToDate
    }

    /// The latest version of one set of weights that a session was sent, and the latest that it has acknowledged.
    private struct Progress: Sendable {
        var sent: UInt64
        var acknowledged: UInt64?
    }

    /// The version that training works with.
    package private(set) var version: UInt64
    private var sessions: [UInt64: [WeightsSet: Progress]] = [:]

    /// A flow in which no session was sent anything.
    package init(version: UInt64) { self.version = version }

    /// The weights that training works with.
    package var present: WeightsKey { WeightsKey(version: version) }

    /// Whether these are the latest weights of their set of which a session was sent all buckets.
    package func wasSent(_ key: WeightsKey, to session: UInt64) -> Bool {
        sessions[session]?[key.set]?.sent == key.version
    }

    /// Whether these are the latest weights of their set that a session has acknowledged.
    package func hasAcknowledged(_ key: WeightsKey, _ session: UInt64) -> Bool {
        sessions[session]?[key.set]?.acknowledged == key.version
    }

    /// Records that a session was sent all buckets of these weights.
    package mutating func send(_ key: WeightsKey, to session: UInt64) {
        let last = sessions[session]?[key.set]
        precondition(last?.sent ?? 0 <= key.version, "version \(key.version) sent after \(last?.sent ?? 0)")
        sessions[session, default: [:]][key.set] = Progress(sent: key.version, acknowledged: last?.acknowledged)
    }

    /// Records that a session has acknowledged weights as complete. Returns what that tells about the session.
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

    /// Makes the next version the present one. Returns the sessions that had acknowledged the version before it, the
    /// oldest first. They were sent the buckets of the new version while its step ran, so they count as having been
    /// sent all of it.
    package mutating func advance() -> [UInt64] {
        let upToDate = sessions.keys.filter { hasAcknowledged(present, $0) }.sorted()
        version += 1
        for session in upToDate { send(present, to: session) }
        return upToDate
    }

    /// Forgets a session that has ended.
    package mutating func forget(_ session: UInt64) { sessions[session] = nil }
}
