import Synchronization

/// Receives the events of a run: a view, a log, a program's own code.
public protocol RunEventSubscriber: AnyObject {
    /// The run has a directory now. Called once, before the run begins. Some events may have been sent before.
    ///
    /// - Throws: if the subscriber cannot write its files there. Then the run does not begin.
    func open(_ directory: RunDirectory) throws
    /// An event has happened. The run waits until this returns, so it must be fast. It must not publish events itself.
    func receive(_ event: RunEvent)
}

extension RunEventSubscriber {
    /// Does nothing, for a subscriber that writes no files.
    public func open(_ directory: RunDirectory) throws {}
}

/// Publishes the events of a run to its subscribers.
///
/// Subscribers receive one event at a time, whichever thread publishes it.
public final class RunEvents: Sendable {
    // Used only while ``lock`` is held.
    nonisolated(unsafe) private let subscribers: [any RunEventSubscriber]
    private let lock = Mutex(())

    /// Publishes to these subscribers, in this order. Their state may be read after the run.
    public init(_ subscribers: [any RunEventSubscriber]) {
        self.subscribers = subscribers
    }

    /// Sends an event to all subscribers.
    public func publish(_ event: RunEvent) {
        lock.withLock { _ in
            for subscriber in subscribers { subscriber.receive(event) }
        }
    }

    /// Tells all subscribers which directory the run has.
    ///
    /// - Throws: the error of the first subscriber that cannot write there.
    public func open(_ directory: RunDirectory) throws {
        try lock.withLock { _ in
            for subscriber in subscribers { try subscriber.open(directory) }
        }
    }
}
