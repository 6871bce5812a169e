/// One value for each sample, nil at first. No lock protects the values: several threads may write at once, each to
/// samples of its own. Read the values only after the threads are done.
public final class PerSample<Value: Sendable>: @unchecked Sendable {
    private let values: UnsafeMutableBufferPointer<Value?>

    /// Makes values for the samples 0 ..< `count`, all of them nil.
    public init(count: Int) {
        values = .allocate(capacity: count)
        values.initialize(repeating: nil)
    }

    deinit {
        values.deinitialize()
        values.deallocate()
    }

    /// The number of samples.
    public var count: Int { values.count }

    /// The value of a sample; nil if none was written.
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

    /// The values of all samples, in the order of the samples.
    public var all: [Value?] { Array(values) }
}
