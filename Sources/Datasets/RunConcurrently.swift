import Foundation

/// Calls `body` on `threads` threads, of which the calling thread is one, and returns when all these calls have
/// returned. If the system refuses to start a thread, fewer threads call `body`.
func runConcurrently(threads: Int, _ body: @escaping @Sendable () -> Void) {
    final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var others: [pthread_t] = []
    while others.count < threads - 1 {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { work in
                Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().body()
                return nil
            }, work.toOpaque())
        guard status == 0 else {
            work.release()
            break
        }
        others.append(thread)
    }
    body()
    for thread in others { pthread_join(thread, nil) }
}
