import Tensors

/// The sums of gradients that a process holds, by their place in the reduction tree. Freed buffers are used again, so
/// that a step allocates nothing.
final class GradientNodes<Key: Hashable> {
    private var nodes: [Key: FloatStorage] = [:]
    private var free: [Int: [FloatStorage]] = [:]

    /// Whether no node is kept.
    var isEmpty: Bool { nodes.isEmpty }

    /// A buffer of `count` floats with any contents.
    func take(count: Int) -> FloatStorage {
        free[count]?.popLast() ?? FloatStorage(count: count)
    }

    /// Gives a buffer back.
    func give(_ buffer: FloatStorage) {
        free[buffer.count, default: []].append(buffer)
    }

    /// Keeps a buffer as a node.
    func store(_ buffer: FloatStorage, as key: Key) {
        if let old = nodes.updateValue(buffer, forKey: key) { give(old) }
    }

    /// The buffer of a node, which must be there.
    subscript(key: Key) -> FloatStorage {
        guard let buffer = nodes[key] else { preconditionFailure("there is no node \(key)") }
        return buffer
    }

    /// Frees a node.
    func discard(_ key: Key) {
        if let buffer = nodes.removeValue(forKey: key) { give(buffer) }
    }

    /// Makes the sum left + right, and frees both.
    func add(left: Key, right: Key, into parent: Key) {
        let sum = self[left]
        let other = self[right]
        VectorKernels.add(other.pointer, to: sum.pointer, count: sum.count)
        nodes[left] = nil
        discard(right)
        store(sum, as: parent)
    }
}
