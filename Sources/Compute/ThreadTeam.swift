import Foundation
import Synchronization

/// Threads that share work with the calling thread. They live as long as the team. Only one thread may call the team at
/// a time.
package final class ThreadTeam: Sendable {
    private typealias Work = @Sendable (_ thread: Int) -> Void

    /// The number of threads, including the calling thread.
    package let count: Int
    private let helpers: Helpers

    /// The state that the team shares with its helper threads. The threads keep a reference to this state and not to
    /// the team, since the team would otherwise never be freed.
    private final class Helpers: Sendable {
        let work = Mutex<Work?>(nil)
        let begin: [DispatchSemaphore]
        let done = DispatchSemaphore(value: 0)

        init(count: Int) {
            begin = (0..<count).map { _ in DispatchSemaphore(value: 0) }
        }

        func serve(_ number: Int) {
            while true {
                begin[number].wait()
                guard let work = work.withLock({ $0 }) else { return }
                work(number + 1)
                done.signal()
            }
        }
    }

    /// A team of `count` threads, including the calling thread. `count` is at least 1.
    package init(count: Int) {
        self.count = count
        helpers = Helpers(count: count - 1)
        for number in helpers.begin.indices {
            let thread = Thread { [helpers] in helpers.serve(number) }
            thread.name = "slot \(number + 1)"
            thread.start()
        }
    }

    deinit {
        helpers.work.withLock { $0 = nil }
        for semaphore in helpers.begin { semaphore.signal() }
    }

    /// Calls `body` for each number from 0 to `count` − 1, each number on one thread of the team. When a thread has
    /// finished a number, it takes the next one that no thread has taken. Returns when all calls have returned.
    ///
    /// - Parameter body: receives the index of the thread in the team, from 0, and the number.
    package func forEach(_ count: Int, _ body: @escaping @Sendable (_ thread: Int, _ number: Int) -> Void) {
        let next = Counter()
        let work: Work = { thread in
            while let number = next.take(below: count) { body(thread, number) }
        }
        helpers.work.withLock { $0 = work }
        for semaphore in helpers.begin { semaphore.signal() }
        work(0)
        for _ in helpers.begin { helpers.done.wait() }
    }

    private final class Counter: Sendable {
        private let next = Atomic<Int>(0)

        func take(below count: Int) -> Int? {
            let number = next.add(1, ordering: .relaxed).oldValue
            return number < count ? number : nil
        }
    }
}
