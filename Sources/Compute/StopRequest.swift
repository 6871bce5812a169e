import Synchronization

/// A request to a run, a worker or a benchmark to stop in order. The program that started it makes the request, from
/// any thread.
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

    /// Calls `wake` once, when the request is made. If it has been made before, `wake` is called at once.
    package func whenMade(_ wake: @escaping @Sendable () -> Void) {
        let isMade = state.withLock { state in
            if !state.isMade { state.wakes.append(wake) }
            return state.isMade
        }
        if isMade { wake() }
    }
}
