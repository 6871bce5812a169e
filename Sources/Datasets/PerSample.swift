/// One value for each sample, nil at first. Several threads may write at once, each to samples of its own; a lock for
/// each sample would cost more than reading it. Read the values only after the threads are done.
public final class PerSample<Value: Sendable>: @unchecked Sendable {
    private let values: UnsafeMutableBufferPointer<Value?>

    /// For samples 0 ..< `count`.
    public init(count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: nil)
    }

    deinit {
        values.deinitialize()
        values.deallocate()
    }

    /// How many samples there are.
    public var count: Int { values.count }

    /// A sample's value.
    public subscript(_ sample: Int) -> Value? {
        get {
            precondition(values.indices.contains(sample), "sample \(sample) of \(values.count)")
            return values[sample]
        }
        set {
            precondition(values.indices.contains(sample), "sample \(sample) of \(values.count)")
            values[sample] = newValue
        }
    }

    /// All of them, by sample.
    public var all: [Value?] { Array(values) }
}
