import Synchronization

/// Who is told what happens in a run: a view, a log, a program's own code.
public protocol RunEventSubscriber: AnyObject {
    /// The run has a directory now. Comes once, before the run begins; events may have come before.
    ///
    /// - Throws: why what the subscriber writes there cannot be written. The run does not begin then.
    func open(_ directory: RunDirectory) throws
    /// Something has happened. The run waits meanwhile, so this is to be quick; it must not publish anything itself.
    func receive(_ event: RunEvent)
}

extension RunEventSubscriber {
    /// Nothing is written.
    public func open(_ directory: RunDirectory) throws {}
}

/// Where what happens in a run is published, and by whom it is heard.
///
/// Subscribers hear one event at a time, whichever thread publishes it.
public final class RunEvents: Sendable {
    // Touched under the lock only.
    nonisolated(unsafe) private let subscribers: [any RunEventSubscriber]
    private let lock = Mutex(())

    /// Events for these subscribers, who hear of each in this order. They may be looked at again once the run is over.
    public init(_ subscribers: [any RunEventSubscriber]) {
        self.subscribers = subscribers
    }

    /// Tells all subscribers of an event.
    public func publish(_ event: RunEvent) {
        lock.withLock { _ in
            for subscriber in subscribers { subscriber.receive(event) }
        }
    }

    /// Tells all subscribers of the run's directory.
    ///
    /// - Throws: what the first one throws that cannot write there.
    public func open(_ directory: RunDirectory) throws {
        try lock.withLock { _ in
            for subscriber in subscribers { try subscriber.open(directory) }
        }
    }
}
