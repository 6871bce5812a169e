/// The fixed binary tree in which the results of a step's micro-batches are added.
///
/// The leaves are micro-batches, the inner nodes are blocks of micro-batches, see ``Block``. A node is filled while it
/// holds the sum of the leaves below it. That sum is always (left child) + (right child), so it does not depend on
/// which process computed a leaf, or on the order or the number of the results. A partial batch has fewer micro-batches
/// than the tree has leaves, so the last leaves are absent. Nothing is added for an absent leaf: its sibling stands for
/// their parent.
public struct ReductionTree: Sendable {
    /// The addition of two filled children, which fills their parent.
    public struct Addition: Sendable, Hashable {
        /// The block with the lower micro-batches, the left operand.
        public let left: Block
        /// The block with the higher micro-batches, the right operand.
        public let right: Block
        /// The block of both children together, whose sum the addition gives.
        public let parent: Block
    }

    /// What to do with a block's sum that has arrived.
    public enum Outcome: Sendable, Hashable {
        /// The new sum is not needed: the block, or a larger block that contains it, already has its sum.
        case redundant
        /// Store the new sum as the sum of this node. Drop the sums of the nodes in `discarded`, which are parts of
        /// this node and were filled earlier. Then do the additions in order.
        case filled(Block, discarded: [Block], additions: [Addition])
    }

    /// The number of leaves of the whole tree, including absent leaves: a power of two.
    public let leaves: Int
    /// The number of micro-batches that the step has. The tree's first leaves are these micro-batches, the present
    /// leaves.
    public let present: Int
    /// For each node, whether it is filled: the root at index 1, then level by level. Index 0 is not used.
    private var filled: [Bool]

    /// A tree without filled nodes, of which the first `present` leaves are present.
    public init(leaves: Int, present: Int) {
        precondition(leaves > 0 && leaves & (leaves - 1) == 0, "\(leaves) leaves are not a power of two")
        precondition((1...leaves).contains(present), "\(present) of \(leaves) leaves present")
        self.leaves = leaves
        self.present = present
        filled = Array(repeating: false, count: 2 * leaves)
    }

    /// The node whose sum is that of all present leaves.
    public var root: Block { node(of: Block(start: 0, count: leaves)) }

    /// Whether the root is filled: then it holds the sum of all present leaves.
    public var isComplete: Bool { filled[index(of: root)] }

    /// The nodes that hold a sum now, in the order of their micro-batches.
    public var filledNodes: [Block] { filledNodes(below: Block(start: 0, count: leaves)) }

    /// Whether the tree has a block's sum, as a sum of its own or as a part of the sum of a larger block.
    public func covers(_ block: Block) -> Bool {
        var candidate = block
        while true {
            if filled[index(of: node(of: candidate))] { return true }
            if candidate.count == leaves { return false }
            candidate = candidate.parent
        }
    }

    /// All additions of a tree, in an order in which both operands of each addition exist before it. Each sum may
    /// replace its left operand in memory. If it does, the sum of the whole tree ends up in the place of the first
    /// leaf.
    public static func additions(leaves: Int, present: Int) -> [Addition] {
        var tree = ReductionTree(leaves: leaves, present: present)
        return (0..<present).flatMap { leaf -> [Addition] in
            guard case .filled(_, _, let additions) = tree.fill(Block(start: leaf, count: 1)) else { return [] }
            return additions
        }
    }

    /// Records that the sum of a block has arrived, and returns what to do with the sum. The block must begin at a
    /// micro-batch that the batch has; a partial batch lacks the last micro-batches.
    public mutating func fill(_ block: Block) -> Outcome {
        precondition(block.start < present, "block at \(block.start) of \(present) present leaves")
        if covers(block) { return .redundant }
        let node = node(of: block)
        let discarded = filledNodes(below: node)
        for block in discarded { filled[index(of: block)] = false }
        filled[index(of: node)] = true
        return .filled(node, discarded: discarded, additions: climb(from: node))
    }

    /// Returns the additions that a newly filled node allows: with its sibling, and then upward as long as the sibling
    /// is filled too. Marks which nodes are filled after these additions.
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

    /// The filled nodes among a block and all nodes below it, in the order of their first leaves.
    private func filledNodes(below block: Block) -> [Block] {
        if filled[index(of: block)] { return [block] }
        guard block.count > 1 else { return [] }
        let (lower, upper) = block.halves
        return filledNodes(below: lower) + filledNodes(below: upper)
    }

    private func index(of block: Block) -> Int { (leaves + block.start) / block.count }

    /// The node that holds a block's sum. It is the block itself; but if the block's upper half has only absent leaves,
    /// it is the node of the lower half.
    private func node(of block: Block) -> Block {
        var node = block
        while node.count > 1, node.start + node.count / 2 >= present {
            node = node.halves.lower
        }
        return node
    }
}
