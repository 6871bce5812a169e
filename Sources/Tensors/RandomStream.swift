/// What random numbers are drawn for. Numbers for different purposes never share a counter.
public enum RandomPurpose: UInt32, Sendable {
    /// Initial weights: `index` is the layer's index in the model.
    case initialization = 0
    /// Order of the samples of an epoch.
    case shuffle = 1
    /// Dropout masks: `index` is the layer's index in the model. The element is the position of a value among all of
    /// the layer's values for the micro-batch.
    case dropout = 2
    /// Which samples of a class become validation samples: `index` is the class.
    case validationSplit = 3
    /// Augmented copies that balance classes: `index` is the class.
    case balance = 4
    /// Augmentation in each epoch: `index` is the sample.
    case augmentation = 5
    /// Generated faces: `index` is the face.
    case synthesis = 6
    /// The fixed inputs of the numerics fingerprint and of benchmarks.
    case fingerprint = 7
}

/// Random numbers that are a pure function of the seed and of the numbers in the table below: element e of a stream is
/// always the same, in whatever order elements are read. A stream has no state.
///
/// Layout of the Philox counter and key. Stored values in the tests make sure that it never changes.
///
/// | word | bits | holds |
/// |---|---|---|
/// | key 0, key 1 | 64 | the seed, low word first |
/// | counter 0 | 32 | element / 4; the element's word of the block is element mod 4 |
/// | counter 1 | 32 | index: layer, class or sample, as the purpose says |
/// | counter 2 | 32 | step within the epoch, from 0 |
/// | counter 3 | 16 low | epoch, from 1; 0 where there is none |
/// | counter 3 | 12 middle | micro-batch within the global batch |
/// | counter 3 | 4 high | purpose |
public struct RandomStream: Sendable, Hashable {
    private let key: SIMD2<UInt32>
    private let counter1: UInt32
    private let counter2: UInt32
    private let counter3: UInt32

    /// The largest epoch that the layout holds.
    public static let maximumEpoch = 0xFFFF
    /// The largest number of micro-batches per global batch that the layout holds.
    public static let maximumMicroBatches = 0x1000

    /// A stream for one purpose at one point of a run.
    public init(
        seed: UInt64, purpose: RandomPurpose, epoch: Int = 0, step: Int = 0, microBatch: Int = 0, index: Int = 0
    ) {
        precondition((0...RandomStream.maximumEpoch).contains(epoch), "epoch \(epoch)")
        precondition((0..<RandomStream.maximumMicroBatches).contains(microBatch), "micro-batch \(microBatch)")
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        counter1 = UInt32(index)
        counter2 = UInt32(step)
        counter3 = UInt32(epoch) | UInt32(microBatch) << 16 | purpose.rawValue << 28
    }

    /// The four words of elements 4·block … 4·block + 3.
    public func words(block: Int) -> SIMD4<UInt32> {
        Philox.block(counter: SIMD4(UInt32(block), counter1, counter2, counter3), key: key)
    }

    /// The random word of an element.
    public func word(_ element: Int) -> UInt32 {
        words(block: element >> 2)[element & 3]
    }

    /// 64 random bits: words 2·element (low) and 2·element + 1 (high).
    public func word64(_ element: Int) -> UInt64 {
        let words = words(block: element >> 1)
        let low = (element & 1) * 2
        return UInt64(words[low]) | UInt64(words[low + 1]) << 32
    }

    /// A float in [0, 1): the upper 24 bits of the element's word, times 2⁻²⁴.
    public func uniform(_ element: Int) -> Float {
        Float(word(element) >> 8) * 0x1p-24
    }

    /// A float between `low` and `high`: ``uniform(_:)``, scaled to this range. Rounding may make it `high` itself.
    public func uniform(_ element: Int, from low: Float, to high: Float) -> Float {
        low + (high - low) * uniform(element)
    }

    /// Writes the words of elements 0 ..< `count`.
    public func fill(_ words: UnsafeMutablePointer<UInt32>, count: Int) {
        var element = 0
        while element + 32 <= count {
            let lanes = Philox.blocks(
                first: UInt32(element >> 2), counter1: counter1, counter2: counter2, counter3: counter3, key: key)
            for lane in 0..<8 {
                words[element + 4 * lane] = lanes.0[lane]
                words[element + 4 * lane + 1] = lanes.1[lane]
                words[element + 4 * lane + 2] = lanes.2[lane]
                words[element + 4 * lane + 3] = lanes.3[lane]
            }
            element += 32
        }
        while element < count {
            words[element] = word(element)
            element += 1
        }
    }

    /// Writes ``uniform(_:from:to:)`` of the elements from 0 on, until `values` is full.
    public func fill(_ values: UnsafeMutableBufferPointer<Float>, from low: Float, to high: Float) {
        guard let start = values.baseAddress else { return }
        start.withMemoryRebound(to: UInt32.self, capacity: values.count) { fill($0, count: values.count) }
        for element in values.indices {
            values[element] = low + (high - low) * (Float(values[element].bitPattern >> 8) * 0x1p-24)
        }
    }

    /// Writes a bit for each of the elements 0 ..< `count`: 1 where the element's random word is at least `threshold`.
    /// `bits` is filled from the lowest bit of its first word on. Its last word is written as a whole, beyond `count`
    /// too.
    public func fill(
        _ bits: UnsafeMutablePointer<UInt32>, wordsFrom threshold: UInt32, count: Int, _ instructions: InstructionSet
    ) {
        instructions.keepBits(counter: (0, counter1, counter2, counter3), key: key, threshold, count: count, into: bits)
    }

    /// The numbers 0 ..< `count` in random order: sorted by their ``word64(_:)``. Numbers whose ``word64(_:)`` are
    /// equal keep their order.
    ///
    /// - Complexity: O(n log n).
    public func permutation(count: Int) -> [Int] {
        let draws = (0..<count).map { word64($0) }
        return (0..<count).sorted { (draws[$0], $0) < (draws[$1], $1) }
    }
}
