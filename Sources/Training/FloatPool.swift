import Tensors

/// Memory for weights and gradients that are sent. Memory that nothing refers to is used again, so that the steps of a
/// run allocate nothing after the first ones.
package final class FloatPool {
    private let allocate: (_ count: Int) -> FloatStorage?
    private var storages: [Int: [FloatStorage]] = [:]

    /// A pool that uses memory of this process only.
    package convenience init() {
        self.init { _ in nil }
    }

    /// A pool that asks `allocate` for memory, for instance shared memory. Where that returns nil, the pool uses memory
    /// of this process.
    package init(allocate: @escaping (_ count: Int) -> FloatStorage?) {
        self.allocate = allocate
    }

    /// A storage of `count` floats, which nothing else refers to. The floats may have any values.
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
