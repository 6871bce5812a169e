import Tensors

/// Memory for what is sent: weights and gradients. What nobody refers to any more is used again, so that a step
/// allocates nothing.
package final class FloatPool {
    private let allocate: (_ count: Int) -> FloatStorage?
    private var storages: [Int: [FloatStorage]] = [:]

    /// A pool in memory of its own.
    package convenience init() {
        self.init { _ in nil }
    }

    /// A pool in memory that `allocate` gives; where it has none of that size to give, in memory of its own.
    package init(allocate: @escaping (_ count: Int) -> FloatStorage?) {
        self.allocate = allocate
    }

    /// A storage of `count` floats with any contents, which nobody else refers to.
    package func take(count: Int) -> FloatStorage {
        if let storage = allocate(count) { return storage }
        var known = storages.removeValue(forKey: count) ?? []
        defer { storages[count] = known }
        // A plain loop: nothing but the array itself may hold what is asked about.
        for index in known.indices where isKnownUniquelyReferenced(&known[index]) { return known[index] }
        known.append(FloatStorage(count: count))
        return known[known.count - 1]
    }
}
