import Tensors

/// Memory for weights and gradients that are sent. Memory without references is reused, so a step allocates nothing.
package final class FloatPool {
    private let allocate: (_ count: Int) -> FloatStorage?
    private var storages: [Int: [FloatStorage]] = [:]

    /// A pool in memory of this process.
    package convenience init() {
        self.init { _ in nil }
    }

    /// A pool in memory of `allocate`. If that has no memory of a size, the pool uses memory of this process.
    package init(allocate: @escaping (_ count: Int) -> FloatStorage?) {
        self.allocate = allocate
    }

    /// A storage of `count` floats with any contents and no other reference.
    package func take(count: Int) -> FloatStorage {
        if let storage = allocate(count) { return storage }
        var known = storages.removeValue(forKey: count) ?? []
        defer { storages[count] = known }
        // The loop uses indices and makes no copy of a reference: the check finds a storage only if nothing but this
        // array refers to it.
        for index in known.indices where isKnownUniquelyReferenced(&known[index]) { return known[index] }
        known.append(FloatStorage(count: count))
        return known[known.count - 1]
    }
}
