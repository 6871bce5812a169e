import Compute
import Foundation
import Launch
import Logging
import Run
import Synchronization
import TensorBoard
import Views

/// An object of the program that receives a run's events. Threads of the run call the object, with one event at a time.
/// Other threads of the program may read the object's state at the same time, so its class must protect the state, for
/// instance with a `Mutex`.
public typealias TrainingCallback = RunEventSubscriber & Sendable

/// The events of one run, in order. The run's log, its files for TensorBoard and the callbacks receive the same events.
///
/// The run begins when the program begins to loop over the events. The run has its own thread and does not wait for the
/// loop: events that the loop has not received yet are kept for it. The events of a run can be looped over only once.
public struct TrainingEvents: AsyncSequence, Sendable {
    /// An event of the run.
    public typealias Element = RunEvent

    typealias Launch = @Sendable (RunEvents, StopRequest) throws -> RunResult

    private let work: TrainingThread

    init(_ callbacks: [any TrainingCallback], _ launch: @escaping Launch) {
        work = TrainingThread(callbacks, launch)
    }

    /// Begins the run, and returns an iterator over its events. If the run has already begun, the iterator throws
    /// ``TrainingEventsError/loopedTwice`` instead.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(events: work.begin().makeAsyncIterator())
    }

    /// Waits until the run has ended and has written all its files. This is useful after the program has left the loop
    /// early, because the run then still has to stop.
    ///
    /// - Returns: how the run ended; nil if it never began.
    /// - Throws: why the run could not begin or go on.
    @discardableResult
    public func ended() async throws -> RunResult? {
        try await work.ended()
    }

    /// Iterates over the events of a run.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var events: AsyncThrowingStream<RunEvent, any Error>.AsyncIterator

        /// The next event; nil when the run has ended.
        ///
        /// - Throws: why the run could not begin or go on.
        public mutating func next() async throws -> RunEvent? {
            try await events.next()
        }
    }
}

/// Starts the thread that computes a run, and keeps how the run has ended.
private final class TrainingThread: Sendable {
    private enum State {
        case new
        case running([CheckedContinuation<Result<RunResult, any Error>, Never>])
        case ended(Result<RunResult, any Error>)
    }

    private let state = Mutex(State.new)
    private let launch: TrainingEvents.Launch
    private let callbacks: [any TrainingCallback]

    init(_ callbacks: [any TrainingCallback], _ launch: @escaping TrainingEvents.Launch) {
        self.callbacks = callbacks
        self.launch = launch
    }

    func begin() -> AsyncThrowingStream<RunEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream<RunEvent, any Error>.makeStream()
        let isFirst = state.withLock { state in
            guard case .new = state else { return false }
            state = .running([])
            return true
        }
        guard isFirst else {
            continuation.finish(throwing: TrainingEventsError.loopedTwice)
            return stream
        }
        let stop = StopRequest()
        continuation.onTermination = { _ in stop.make() }
        let thread = Thread { [self] in
            let tensorBoard = TensorBoardLog { Logger(label: "chorus").warning("\($0)") }
            let events = RunEvents(callbacks + [EventLog(), tensorBoard, Relay(continuation)])
            let result = Result { try launch(events, stop) }
            let waiting = state.withLock { state in
                defer { state = .ended(result) }
                if case .running(let waiting) = state { return waiting }
                return []
            }
            for waiter in waiting { waiter.resume(returning: result) }
            switch result {
            case .success: continuation.finish()
            case .failure(let error): continuation.finish(throwing: error)
            }
        }
        thread.name = "run"
        // `chorus` trains on its first thread, whose stack usually has 8 MiB. This thread gets as much, whatever the
        // default of a Foundation thread is.
        thread.stackSize = 8 << 20
        thread.start()
        return stream
    }

    func ended() async throws -> RunResult? {
        if state.withLock({ if case .new = $0 { true } else { false } }) { return nil }
        let result = await withCheckedContinuation { continuation in
            let result = state.withLock { state -> Result<RunResult, any Error>? in
                switch state {
                case .running(let waiting):
                    state = .running(waiting + [continuation])
                    return nil
                case .ended(let result): return result
                case .new: preconditionFailure("a run that has begun is new")
                }
            }
            if let result { continuation.resume(returning: result) }
        }
        return try result.get()
    }

    /// Forwards the run's events to the program's loop.
    private final class Relay: RunEventSubscriber {
        private let continuation: AsyncThrowingStream<RunEvent, any Error>.Continuation

        init(_ continuation: AsyncThrowingStream<RunEvent, any Error>.Continuation) {
            self.continuation = continuation
        }

        func receive(_ event: RunEvent) {
            continuation.yield(event)
        }
    }
}

/// A wrong use of a run's events.
public enum TrainingEventsError: Error, Sendable, CustomStringConvertible {
    /// The program has begun a second loop over the events of one run.
    case loopedTwice

    /// The error as one line for a person.
    public var description: String {
        "the events of a run can be looped over once; use Trainer.resume to go on with the run"
    }
}
