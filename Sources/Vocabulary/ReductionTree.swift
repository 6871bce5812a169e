/// The fixed binary tree in which the results of a step's micro-batches are added.
///
/// The leaves are micro-batches, the inner nodes are blocks of micro-batches, see ``Block``. A filled node holds the
/// sum of the leaves below it. That sum is always (left child) + (right child), so it does not depend on which process
/// computed a leaf, or on the order or the number of results. A partial batch has fewer micro-batches than the tree has
/// leaves. Nothing is added for an absent leaf: its sibling stands for their parent.
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

    /// What follows from the arrival of a block's sum.
    public enum Outcome: Sendable, Hashable {
        /// The block, or one that contains it, is already filled: the new sum is not needed.
        case redundant
        /// Store the sum as the sum of this node. Drop the sums of the nodes in `discarded`, which are parts of this
        /// node and arrived before it. Then do the additions in order.
        case filled(Block, discarded: [Block], additions: [Addition])
    }

    /// The number of leaves of the whole tree, including absent leaves: a power of two.
    public let leaves: Int
    /// The number of present leaves. These are the first leaves.
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

    /// The node that stands for all present leaves.
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
    /// replace its left operand in memory. Then the sum of the whole tree replaces the first leaf.
    public static func additions(leaves: Int, present: Int) -> [Addition] {
        var tree = ReductionTree(leaves: leaves, present: present)
        return (0..<present).flatMap { leaf -> [Addition] in
            guard case .filled(_, _, let additions) = tree.fill(Block(start: leaf, count: 1)) else { return [] }
            return additions
        }
    }

    /// Records that the sum of a block has arrived, and returns what to do with it. The block must begin at a
    /// micro-batch that the batch has; a partial batch lacks the last ones.
    public mutating func fill(_ block: Block) -> Outcome {
        precondition(block.start < present, "block at \(block.start) of \(present) present leaves")
        if covers(block) { return .redundant }
        let node = node(of: block)
        let discarded = filledNodes(below: node)
        for block in discarded { filled[index(of: block)] = false }
        filled[index(of: node)] = true
        return .filled(node, discarded: discarded, additions: climb(from: node))
    }

    /// The additions that a newly filled node allows: with its sibling, and then upward as long as the sibling is
    /// filled too. Marks which nodes are filled afterwards.
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

    /// The node that holds a block's sum. It is the block itself; but if its upper half has only absent leaves, it is
    /// the node of its lower half.
    private func node(of block: Block) -> Block {
        var node = block
        while node.count > 1, node.start + node.count / 2 >= present {
            node = node.halves.lower
        }
        return node
    }
}
