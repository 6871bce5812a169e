import Synchronization

/// A request to a run, a worker or a benchmark to stop early, but in order. The program that started the run, worker or
/// benchmark makes the request, from any thread.
public final class StopRequest: Sendable {
    private struct State {
        var isMade = false
        var wakes: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())

    /// A request that has not been made yet.
    public init() {}

    /// Makes the request. Further calls change nothing.
    public func make() {
        let wakes = state.withLock { state in
            state.isMade = true
            defer { state.wakes = [] }
            return state.wakes
        }
        for wake in wakes { wake() }
    }

    /// Whether the request has been made.
    public var isMade: Bool { state.withLock { $0.isMade } }

    /// Calls `wake` once, when the request is made. If the request has already been made, calls `wake` at once.
    package func whenMade(_ wake: @escaping @Sendable () -> Void) {
        let isMade = state.withLock { state in
            if !state.isMade { state.wakes.append(wake) }
            return state.isMade
        }
        if isMade { wake() }
    }
}
