import Tensors

/// Memory for weights and gradients that are sent. The pool gives memory again once nothing else refers to it. So,
/// after its first steps, a run allocates nothing more.
package final class FloatPool {
    private let allocate: (_ count: Int) -> FloatStorage?
    private var storages: [Int: [FloatStorage]] = [:]

    /// A pool that uses memory of this process only.
    package convenience init() {
        self.init { _ in nil }
    }

    /// A pool that asks `allocate` for memory, for instance shared memory. Where `allocate` returns nil, the pool uses
    /// memory of this process.
    package init(allocate: @escaping (_ count: Int) -> FloatStorage?) {
        self.allocate = allocate
    }

    /// A storage of `count` floats that nothing else refers to. The floats may have any values.
    package func take(count: Int) -> FloatStorage {
        if let storage = allocate(count) { return storage }
        var known = storages.removeValue(forKey: count) ?? []
        defer { storages[count] = known }
        // The check is true only if nothing but this array refers to the storage. So the loop uses indices: a copy of
        // the reference would make the check false.
        for index in known.indices where isKnownUniquelyReferenced(&known[index]) { return known[index] }
        known.append(FloatStorage(count: count))
        return known[known.count - 1]
    }
}
