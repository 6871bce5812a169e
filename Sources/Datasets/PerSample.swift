/// One value for each sample, nil at first. Several threads write at once, each those of other samples: a lock that is
/// taken for each sample would take them longer than reading does. Whoever reads waits until the threads are done.
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
