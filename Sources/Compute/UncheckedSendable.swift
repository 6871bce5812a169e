/// A value that the compiler cannot prove to be sendable. Only one thread may use it at a time, as a slot's thread uses
/// its replica.
package struct UncheckedSendable<Value>: @unchecked Sendable {
    package let value: Value

    package init(_ value: Value) {
        self.value = value
    }
}
