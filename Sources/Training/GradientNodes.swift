import Tensors

/// The sums of gradients that a process stores, each by its node in the reduction tree. The tree decides in which order
/// the gradients of micro-batches are added.
package final class GradientNodes<Key: Hashable> {
    private let precision: ExchangePrecision
    private var nodes: [Key: FloatSlice] = [:]

    /// Begins without sums. `precision` is the precision that new sums are rounded to.
    package init(_ precision: ExchangePrecision) {
        self.precision = precision
    }

    /// Whether no sum of gradients is stored.
    package var isEmpty: Bool { nodes.isEmpty }

    /// Stores these floats as the sum of the node `key`.
    package func store(_ slice: FloatSlice, as key: Key) {
        nodes[key] = slice
    }

    /// The sum of a node. This sum must be stored.
    package subscript(key: Key) -> FloatSlice {
        guard let slice = nodes[key] else { preconditionFailure("there is no node \(key)") }
        return slice
    }

    /// Frees the sum of a node.
    package func discard(_ key: Key) {
        nodes[key] = nil
    }

    /// Adds the sums of the nodes `left` and `right`, rounds the result, and stores it as the sum of their parent. The
    /// sums of `left` and `right` are stored no longer.
    package func add(left: Key, right: Key, into parent: Key) {
        let sum = self[left]
        VectorKernels.add(self[right].pointer, to: sum.pointer, count: sum.count)
        precision.round(sum)
        nodes[left] = nil
        nodes[right] = nil
        nodes[parent] = sum
    }
}
