/// A range of consecutive micro-batches whose count is a power of two and whose start is a multiple of the count. The
/// coordinator assigns whole blocks to workers.
public struct Block: Sendable, Hashable {
    /// The first micro-batch; a multiple of `count`.
    public var start: Int
    /// The number of micro-batches; a power of two.
    public var count: Int

    /// The block of `count` micro-batches from `start`.
    public init(start: Int, count: Int) {
        self.start = start
        self.count = count
    }

    /// The block of twice the size that contains this block.
    public var parent: Block {
        Block(start: start & ~(2 * count - 1), count: 2 * count)
    }

    /// Both halves of a block of at least two micro-batches.
    public var halves: (lower: Block, upper: Block) {
        (Block(start: start, count: count / 2), Block(start: start + count / 2, count: count / 2))
    }

    /// The indices of the block's micro-batches.
    public var range: Range<Int> { start..<start + count }

    /// Cuts a range of micro-batches into as few blocks as possible. The blocks are in order.
    public static func covering(_ range: Range<Int>) -> [Block] {
        var blocks: [Block] = []
        var start = range.lowerBound
        while start < range.upperBound {
            var count = 1
            while start & (2 * count - 1) == 0, start + 2 * count <= range.upperBound { count *= 2 }
            blocks.append(Block(start: start, count: count))
            start += count
        }
        return blocks
    }
}
