import Tensors

/// The sums of gradients that a process holds, by their node in the reduction tree.
package final class GradientNodes<Key: Hashable> {
    private let precision: ExchangePrecision
    private var nodes: [Key: FloatSlice] = [:]

    /// Begins without nodes. `precision` is the precision to which sums are rounded.
    package init(_ precision: ExchangePrecision) {
        self.precision = precision
    }

    /// Whether no sum of gradients is held.
    package var isEmpty: Bool { nodes.isEmpty }

    /// Holds these floats as the sum of a node.
    package func store(_ slice: FloatSlice, as key: Key) {
        nodes[key] = slice
    }

    /// The floats of a node, which must be there.
    package subscript(key: Key) -> FloatSlice {
        guard let slice = nodes[key] else { preconditionFailure("there is no node \(key)") }
        return slice
    }

    /// Frees the sum of a node.
    package func discard(_ key: Key) {
        nodes[key] = nil
    }

    /// Adds the sums of two nodes, rounds the result, and holds it as the sum of their parent. The two sums are no
    /// longer held.
    package func add(left: Key, right: Key, into parent: Key) {
        let sum = self[left]
        VectorKernels.add(self[right].pointer, to: sum.pointer, count: sum.count)
        precision.round(sum)
        nodes[left] = nil
        nodes[right] = nil
        nodes[parent] = sum
    }
}
