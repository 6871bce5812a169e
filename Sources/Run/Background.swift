import Dispatch
import Synchronization

/// A value that another thread computes. The caller waits only when it reads the value.
package final class Background<Value: Sendable>: Sendable {
    private let group = DispatchGroup()
    private let result = Mutex<Value?>(nil)

    /// Starts to compute the value on another thread.
    package init(_ compute: @escaping @Sendable () -> Value) {
        DispatchQueue.global().async(group: group) {
            let value = compute()
            self.result.withLock { $0 = value }
        }
    }

    /// The value. Reading it waits until it is computed.
    package var value: Value {
        group.wait()
        return result.withLock { $0! }
    }
}
