import Dispatch
import Synchronization

/// Something that is computed on another thread, while this one goes on until it asks for it.
package final class Background<Value: Sendable>: Sendable {
    private let group = DispatchGroup()
    private let result = Mutex<Value?>(nil)

    /// Begins.
    package init(_ compute: @escaping @Sendable () -> Value) {
        DispatchQueue.global().async(group: group) {
            let value = compute()
            self.result.withLock { $0 = value }
        }
    }

    /// The value, once it is there.
    package var value: Value {
        group.wait()
        return result.withLock { $0! }
    }
}
