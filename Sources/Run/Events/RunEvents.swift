import Synchronization

/// Receives the events of a run: a view, a log, a program's own code.
public protocol RunEventSubscriber: AnyObject {
    /// Called once, when the run has its directory and before its training begins. The subscriber may have received
    /// events before that.
    ///
    /// - Throws: if the subscriber cannot write its files in the directory. Then the run does not begin.
    func open(_ directory: RunDirectory) throws
    /// Receives an event. The run waits until this method returns, so the method must be fast. It must not publish
    /// events: ``RunEvents`` is locked meanwhile, so publishing would never return.
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

    /// Publishes to these subscribers, in this order. Read the state of a subscriber only after the run: until then,
    /// other threads may change it.
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
    /// - Throws: the error of the first subscriber that cannot write in the directory.
    public func open(_ directory: RunDirectory) throws {
        try lock.withLock { _ in
            for subscriber in subscribers { try subscriber.open(directory) }
        }
    }
}
