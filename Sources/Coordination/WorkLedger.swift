import Vocabulary

/// The work of one step: the micro-batches that are not assigned, and the blocks that sessions hold. A session holds a
/// block from the assignment until the session has finished the block, or the block is taken from it.
///
/// - A micro-batch that is not assigned is in no block that a session holds.
/// - Two blocks that sessions hold are either equal, as when a slow block is also given to another session, or have no
///   micro-batch in common.
/// - A session holds a block at most once.
package struct WorkLedger: Sendable {
    /// A block that a session holds.
    package struct Holding: Sendable, Hashable {
        /// The block of micro-batches that the session computes.
        package let block: Block
        /// The time when the block was assigned. If the coordinator is suspended later, the length of the suspension
        /// is added.
        package fileprivate(set) var since: Duration
        /// The number of micro-batches that one slot of the session computes one after the other until this block is
        /// done, including those of blocks that the session already held.
        package let rounds: Int
        /// The parts of the block's result that this session has delivered.
        package fileprivate(set) var delivered: Set<ResultPart> = []
    }

    /// The indices of the step's micro-batches that hold samples.
    private let leaves: Range<Int>
    /// The micro-batches that are not assigned.
    package private(set) var unassigned: Set<Int>
    private var holdings: [UInt64: [Holding]] = [:]

    /// The work of a step, of which nothing is assigned.
    package init(leaves: Range<Int>) {
        self.leaves = leaves
        unassigned = Set(leaves)
    }

    /// The blocks that a session holds, in the order of their assignment.
    package func holdings(of session: UInt64) -> [Holding] { holdings[session] ?? [] }

    /// What is known of a block that a session holds; nil if the session does not hold the block.
    package func holding(_ block: Block, of session: UInt64) -> Holding? {
        holdings[session]?.first { $0.block == block }
    }

    /// Whether a session holds no block.
    package func isIdle(_ session: UInt64) -> Bool { holdings(of: session).isEmpty }

    /// The number of micro-batches that a session holds.
    package func load(of session: UInt64) -> Int { holdings(of: session).reduce(0) { $0 + $1.block.count } }

    /// Whether a session holds a micro-batch of this block.
    package func holds(_ session: UInt64, anyOf block: Block) -> Bool {
        holdings(of: session).contains { $0.block.range.overlaps(block.range) }
    }

    /// The number of micro-batches that a slot of a session computes one after the other, if the session gets this
    /// block in addition to what it holds.
    package func rounds(of session: UInt64, with block: Block, slots: Int) -> Int {
        (load(of: session) + block.count + slots - 1) / slots
    }

    /// Assigns a block to a session with `slots` slots.
    package mutating func give(_ block: Block, to session: UInt64, slots: Int, at now: Duration) {
        precondition(leaves.contains(block.start), "\(block) is not in a step of the micro-batches \(leaves)")
        precondition(!holds(session, anyOf: block), "session \(session) has \(block) already, or a part of it")
        precondition(
            holdings.values.joined().allSatisfy { $0.block == block || !$0.block.range.overlaps(block.range) },
            "\(block) overlaps another block that is held")
        let rounds = rounds(of: session, with: block, slots: slots)
        unassigned.subtract(block.range)
        holdings[session, default: []].append(Holding(block: block, since: now, rounds: rounds))
    }

    /// Records a part of a block's result. Returns whether the session holds the block and had not delivered that part
    /// before.
    package mutating func deliver(_ part: ResultPart, of block: Block, from session: UInt64) -> Bool {
        guard let index = holdings[session]?.firstIndex(where: { $0.block == block }) else { return false }
        return holdings[session]?[index].delivered.insert(part).inserted == true
    }

    /// Removes a block from a session, which has finished it or need not compute it any more.
    package mutating func remove(_ block: Block, from session: UInt64) {
        holdings[session]?.removeAll { $0.block == block }
    }

    /// Removes all blocks from a session that has ended. Returns the blocks that no other session holds even in part.
    package mutating func release(_ session: UInt64) -> [Block] {
        let released = holdings.removeValue(forKey: session) ?? []
        return released.map(\.block).filter { block in !holdings.keys.contains { holds($0, anyOf: block) } }
    }

    /// Makes the micro-batches of a block unassigned again. No session may hold any of them.
    package mutating func putBack(_ block: Block) {
        precondition(!holdings.keys.contains { holds($0, anyOf: block) }, "\(block) is put back while somebody has it")
        unassigned.formUnion(block.range.clamped(to: leaves))
    }

    /// Moves the start times of all held blocks forward by `gap`, a time in which the coordinator itself was suspended,
    /// but not beyond `now`.
    package mutating func skip(_ gap: Duration, at now: Duration) {
        for session in holdings.keys {
            for index in holdings(of: session).indices {
                let since = holdings(of: session)[index].since
                holdings[session]?[index].since = min(since + gap, now)
            }
        }
    }
}
