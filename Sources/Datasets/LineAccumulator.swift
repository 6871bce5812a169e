/// Resizes across the lines of a picture that come one by one, from either end: keeps a sum for each output line whose
/// window has begun, a handful where a picture gets smaller, and gives it out when its window is over.
struct LineAccumulator {
    private let weights: LanczosWeights
    private let lineBytes: Int
    private let isReversed: Bool
    /// Sums of the output lines under way; output line i is kept at i modulo ``slots``.
    private var sums: [Int32]
    private let slots: Int
    private var line: [UInt8]
    /// Output lines that are under way, or were never begun.
    private var begun: Int
    private var finished: Int

    /// The most bytes of sums: more are those of a picture that nobody has.
    private static let mostBytes = 1 << 28

    /// - Parameter isReversed: the last line comes first.
    init(_ weights: LanczosWeights, lineBytes: Int, isReversed: Bool) throws(PixelLimits.Failure) {
        self.weights = weights
        self.lineBytes = lineBytes
        self.isReversed = isReversed
        slots = LineAccumulator.mostUnderWay(weights.windows)
        let (values, overflow) = slots.multipliedReportingOverflow(by: lineBytes)
        guard !overflow, values <= LineAccumulator.mostBytes / MemoryLayout<Int32>.stride else {
            throw PixelLimits.Failure(reason: "its sides are too unlike: resizing it needs too much memory")
        }
        sums = [Int32](repeating: 0, count: values)
        line = [UInt8](repeating: 0, count: lineBytes)
        begun = 0
        finished = 0
    }

    /// Adds the input line at `place` of the picture, and calls `body` with each output line that is complete.
    mutating func add(
        _ input: UnsafePointer<UInt8>, at place: Int,
        _ body: (_ place: Int, _ line: UnsafePointer<UInt8>) -> Void
    ) {
        while begun < weights.target, begins(output(begun), at: place) {
            let first = output(begun) % slots * lineBytes
            for value in first..<first + lineBytes { sums[value] = LanczosWeights.half }
            begun += 1
        }
        for index in finished..<begun {
            let factor = weights.factor(of: place, at: output(index))
            let first = output(index) % slots * lineBytes
            sums.withUnsafeMutableBufferPointer { sums in
                let target = sums.baseAddress! + first
                for value in 0..<lineBytes { target[value] &+= Int32(input[value]) &* factor }
            }
        }
        while finished < begun, ends(output(finished), at: place) {
            let first = output(finished) % slots * lineBytes
            for value in 0..<lineBytes { line[value] = LanczosWeights.pixel(sums[first + value]) }
            body(output(finished), line)
            finished += 1
        }
    }

    /// The output line that is begun as this one.
    private func output(_ index: Int) -> Int { isReversed ? weights.target - 1 - index : index }

    private func begins(_ output: Int, at place: Int) -> Bool {
        let window = weights.windows[output]
        return isReversed ? window.upperBound > place : window.lowerBound <= place
    }

    private func ends(_ output: Int, at place: Int) -> Bool {
        let window = weights.windows[output]
        return isReversed ? window.lowerBound >= place : window.upperBound <= place + 1
    }

    /// How many windows have a place in common, at most.
    private static func mostUnderWay(_ windows: [Range<Int>]) -> Int {
        var most = 1
        var first = 0
        for (index, window) in windows.enumerated() {
            while windows[first].upperBound <= window.lowerBound { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}
