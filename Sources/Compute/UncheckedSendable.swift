/// Lets a value be passed to another thread, although the compiler cannot prove that this is safe. Only one thread may
/// use the value at a time. A replica, for instance, is used only by the thread of its slot.
package struct UncheckedSendable<Value>: @unchecked Sendable {
    package let value: Value

    package init(_ value: Value) {
        self.value = value
    }
}
