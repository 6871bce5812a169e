import Foundation
import TestKit
import Testing
import Vocabulary

/// A tree that adds expressions, such as `((0+1)+2)`, which show the order of additions.
private struct ExpressionTree {
    var tree: ReductionTree
    private var values: [Block: String] = [:]

    init(leaves: Int, present: Int) {
        tree = ReductionTree(leaves: leaves, present: present)
    }

    var sum: String? { values[tree.root] }

    /// Takes a block's sum and does what the tree directs.
    mutating func take(_ block: Block) {
        let wasThere = tree.covers(block)
        switch tree.fill(block) {
        case .redundant:
            #expect(wasThere)
        case .filled(let node, let discarded, let additions):
            #expect(!wasThere)
            for part in discarded {
                #expect(node.range.contains(part.start))
                #expect(values.removeValue(forKey: part) != nil)
            }
            #expect(values.updateValue(expression(block), forKey: node) == nil)
            for addition in additions {
                let left = values.removeValue(forKey: addition.left) ?? "missing"
                let right = values.removeValue(forKey: addition.right) ?? "missing"
                #expect(values.updateValue("(\(left)+\(right))", forKey: addition.parent) == nil)
            }
        }
        #expect(tree.covers(block))
        #expect(Set(values.keys) == Set(tree.filledNodes))
        #expect(tree.isComplete == (sum != nil))
    }

    /// What a worker that computes a block by itself sends.
    private func expression(_ block: Block) -> String {
        if block.count == 1 { return "\(block.start)" }
        let half = block.count / 2
        let lower = expression(Block(start: block.start, count: half))
        guard block.start + half < tree.present else { return lower }
        return "(\(lower)+\(expression(Block(start: block.start + half, count: half))))"
    }
}

@Suite struct ReductionTreeTests {
    static let sums: [String] = {
        let file = Bundle.module.url(forResource: "Goldens/sums", withExtension: "json")!
        return try! JSONDecoder().decode([String].self, from: Data(contentsOf: file))
    }()

    @Test(arguments: [1, 2, 4, 8, 16, 32])
    func leavesInAnyOrderGiveTheGolden(leaves: Int) {
        var generator = Generator(seed: leaves)
        for present in 1...leaves {
            for _ in 0..<20 {
                var tree = ExpressionTree(leaves: leaves, present: present)
                for leaf in (0..<present).shuffled(using: &generator) {
                    #expect(!tree.tree.isComplete)
                    tree.take(Block(start: leaf, count: 1))
                }
                #expect(tree.sum == Self.sums[present - 1])
            }
        }
    }

    /// Each sum is kept where its left operand was.
    @Test(arguments: [1, 2, 4, 8, 16, 32])
    func allAdditionsGiveTheGolden(leaves: Int) {
        for present in 1...leaves {
            var sums = (0..<present).map { "\($0)" }
            for addition in ReductionTree.additions(leaves: leaves, present: present) {
                sums[addition.left.start] = "(\(sums[addition.left.start])+\(sums[addition.right.start]))"
            }
            #expect(sums[0] == Self.sums[present - 1])
        }
    }

    @Test(arguments: [1, 2, 4, 8, 16])
    func randomBlocksGiveTheGolden(leaves: Int) {
        for present in 1...leaves {
            for seed in 0..<200 {
                var generator = Generator(seed: seed)
                var tree = ExpressionTree(leaves: leaves, present: present)
                var arrivals = 0
                while !tree.tree.isComplete, arrivals < 10_000 {
                    let count = 1 << Int.random(in: 0...leaves.trailingZeroBitCount, using: &generator)
                    let start = Int.random(in: 0..<present, using: &generator) & ~(count - 1)
                    tree.take(Block(start: start, count: count))
                    arrivals += 1
                }
                #expect(tree.sum == Self.sums[present - 1], "seed \(seed)")
            }
        }
    }

    @Test func redundantResultsAreIgnored() {
        var tree = ReductionTree(leaves: 8, present: 8)
        #expect(tree.fill(Block(start: 0, count: 4)) != .redundant)
        for block in [Block(start: 0, count: 4), Block(start: 2, count: 2), Block(start: 3, count: 1)] {
            #expect(tree.fill(block) == .redundant)
        }
        #expect(tree.filledNodes == [Block(start: 0, count: 4)])
    }

    @Test func aFilledBlockDiscardsItsParts() {
        var tree = ReductionTree(leaves: 8, present: 8)
        for leaf in [0, 3, 6] { _ = tree.fill(Block(start: leaf, count: 1)) }
        let parts = [Block(start: 0, count: 1), Block(start: 3, count: 1)]
        let whole = Block(start: 0, count: 4)
        #expect(tree.fill(whole) == .filled(whole, discarded: parts, additions: []))
        #expect(tree.filledNodes == [whole, Block(start: 6, count: 1)])
    }

    @Test func anAbsentLeafsSiblingIsTheParent() {
        let lonely = ReductionTree(leaves: 16, present: 1)
        #expect(lonely.root == Block(start: 0, count: 1))
        var tree = ReductionTree(leaves: 8, present: 5)
        _ = tree.fill(Block(start: 0, count: 4))
        // Micro-batch 4 stands for all of 4…7.
        let outcome = tree.fill(Block(start: 4, count: 4))
        guard case .filled(let node, _, let additions) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(node == Block(start: 4, count: 1))
        #expect(additions.map(\.parent) == [Block(start: 0, count: 8)])
        #expect(tree.isComplete)
    }
}
