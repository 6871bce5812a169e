/// The fixed binary tree in which the results of a step's micro-batches are added.
///
/// Leaves are micro-batches, inner nodes aligned power-of-two blocks of them. A filled node holds the sum of the leaves
/// below it. That sum is always (left child) + (right child), so it does not depend on which process computed a leaf,
/// or on the order or the number of results. An absent leaf (of a partial batch) is not added: its sibling *is* the
/// parent.
public struct ReductionTree: Sendable {
    /// Two filled children that together fill their parent.
    public struct Addition: Sendable, Hashable {
        /// The block with the lower micro-batches, the left operand.
        public let left: Block
        /// The block with the higher micro-batches, the right operand.
        public let right: Block
        /// The block of both.
        public let parent: Block
    }

    /// The outcome of the arrival of a block's sum.
    public enum Outcome: Sendable, Hashable {
        /// The block, or one that contains it, is already filled: the new sum is not needed.
        case redundant
        /// Store the sum as this node, drop these parts of it that arrived before, then do these additions in order.
        case filled(Block, discarded: [Block], additions: [Addition])
    }

    /// Leaves of the whole tree, absent ones included: a power of two.
    public let leaves: Int
    /// How many leaves, from the first, are present.
    public let present: Int
    /// For each node whether it is filled: the root first, then level by level.
    private var filled: [Bool]

    /// A tree without filled nodes, of which the first `present` leaves are present.
    public init(leaves: Int, present: Int) {
        precondition(leaves > 0 && leaves & (leaves - 1) == 0, "\(leaves) leaves are not a power of two")
        precondition((1...leaves).contains(present), "\(present) of \(leaves) leaves present")
        self.leaves = leaves
        self.present = present
        filled = Array(repeating: false, count: 2 * leaves)
    }

    /// The node that stands for all present leaves.
    public var root: Block { node(of: Block(start: 0, count: leaves)) }

    /// Whether the sum of all present leaves is there.
    public var isComplete: Bool { filled[index(of: root)] }

    /// The filled nodes.
    public var filledNodes: [Block] { filledNodes(below: Block(start: 0, count: leaves)) }

    /// Whether a block's sum is there, by itself or within a larger one.
    public func covers(_ block: Block) -> Bool {
        var candidate = block
        while true {
            if filled[index(of: node(of: candidate))] { return true }
            if candidate.count == leaves { return false }
            candidate = candidate.parent
        }
    }

    /// All additions of a tree, in an order in which both operands are there. Each sum may replace its left operand in
    /// memory, so the whole sum replaces the first leaf.
    public static func additions(leaves: Int, present: Int) -> [Addition] {
        var tree = ReductionTree(leaves: leaves, present: present)
        return (0..<present).flatMap { leaf -> [Addition] in
            guard case .filled(_, _, let additions) = tree.fill(Block(start: leaf, count: 1)) else { return [] }
            return additions
        }
    }

    /// Records the arrival of a block's sum. The block's first micro-batch must be present.
    public mutating func fill(_ block: Block) -> Outcome {
        precondition(block.start < present, "block at \(block.start) of \(present) present leaves")
        if covers(block) { return .redundant }
        let node = node(of: block)
        let discarded = filledNodes(below: node)
        for block in discarded { filled[index(of: block)] = false }
        filled[index(of: node)] = true
        return .filled(node, discarded: discarded, additions: climb(from: node))
    }

    /// Adds upward as long as the sibling is filled too.
    private mutating func climb(from node: Block) -> [Addition] {
        var additions: [Addition] = []
        var current = node
        var ancestor = node
        while ancestor.count < leaves {
            ancestor = ancestor.parent
            let parent = self.node(of: ancestor)
            if parent == current { continue }
            let (lower, upper) = ancestor.halves
            let left = self.node(of: lower)
            let right = self.node(of: upper)
            guard filled[index(of: left)], filled[index(of: right)] else { break }
            filled[index(of: left)] = false
            filled[index(of: right)] = false
            filled[index(of: parent)] = true
            additions.append(Addition(left: left, right: right, parent: parent))
            current = parent
        }
        return additions
    }

    /// The filled nodes of a block and below it, by their first leaves.
    private func filledNodes(below block: Block) -> [Block] {
        if filled[index(of: block)] { return [block] }
        guard block.count > 1 else { return [] }
        let (lower, upper) = block.halves
        return filledNodes(below: lower) + filledNodes(below: upper)
    }

    private func index(of block: Block) -> Int { (leaves + block.start) / block.count }

    /// The block itself, or its lower half where the upper half holds only absent leaves.
    private func node(of block: Block) -> Block {
        var node = block
        while node.count > 1, node.start + node.count / 2 >= present {
            node = node.halves.lower
        }
        return node
    }
}
