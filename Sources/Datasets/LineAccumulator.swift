/// Changes the number of lines of a picture. The lines arrive one by one, in ascending or descending order. An output
/// line is computed from the input lines in its window, see ``LanczosWeights``: a sum is kept for it while these lines
/// arrive, then the output line is passed on.
struct LineAccumulator {
    private let weights: LanczosWeights
    private let lineBytes: Int
    private let isReversed: Bool
    /// The sums of the output lines that have begun: those of output line i are in slot i modulo ``slots``.
    private var sums: [Int32]
    private let slots: Int
    private var line: [UInt8]
    /// The number of output lines that have begun, and in `finished` the number of those that are complete.
    private var begun: Int
    private var finished: Int

    /// The most bytes that the sums may take; no real picture needs more.
    private static let mostBytes = 1 << 28

    /// An accumulator for lines of `lineBytes` values. Throws if the sums would take more than ``mostBytes``.
    ///
    /// - Parameter isReversed: whether the last line arrives first.
    init(_ weights: LanczosWeights, lineBytes: Int, isReversed: Bool) throws(PixelLimits.Failure) {
        self.weights = weights
        self.lineBytes = lineBytes
        self.isReversed = isReversed
        slots = LineAccumulator.mostOverlapping(weights.windows)
        let (values, overflow) = slots.multipliedReportingOverflow(by: lineBytes)
        guard !overflow, values <= LineAccumulator.mostBytes / MemoryLayout<Int32>.stride else {
            throw PixelLimits.Failure(reason: "its width and height differ too much: resizing it needs too much memory")
        }
        sums = [Int32](repeating: 0, count: values)
        line = [UInt8](repeating: 0, count: lineBytes)
        begun = 0
        finished = 0
    }

    /// Adds the input line at `position`. Calls `body` with each output line that this completes, and its position.
    mutating func add(
        _ input: UnsafePointer<UInt8>, at position: Int,
        _ body: (_ position: Int, _ line: UnsafePointer<UInt8>) -> Void
    ) {
        while begun < weights.target, begins(output(begun), at: position) {
            let first = output(begun) % slots * lineBytes
            for value in first..<first + lineBytes { sums[value] = LanczosWeights.half }
            begun += 1
        }
        for index in finished..<begun {
            let factor = weights.factor(of: position, at: output(index))
            let first = output(index) % slots * lineBytes
            sums.withUnsafeMutableBufferPointer { sums in
                let target = sums.baseAddress! + first
                for value in 0..<lineBytes { target[value] &+= Int32(input[value]) &* factor }
            }
        }
        while finished < begun, ends(output(finished), at: position) {
            let first = output(finished) % slots * lineBytes
            for value in 0..<lineBytes { line[value] = LanczosWeights.pixel(sums[first + value]) }
            body(output(finished), line)
            finished += 1
        }
    }

    /// The position of the output line that is the `index`-th to begin, counted from 0.
    private func output(_ index: Int) -> Int { isReversed ? weights.target - 1 - index : index }

    private func begins(_ output: Int, at position: Int) -> Bool {
        let window = weights.windows[output]
        return isReversed ? window.upperBound > position : window.lowerBound <= position
    }

    private func ends(_ output: Int, at position: Int) -> Bool {
        let window = weights.windows[output]
        return isReversed ? window.lowerBound >= position : window.upperBound <= position + 1
    }

    /// The largest number of windows that overlap at one input line, which is the largest number of output lines that
    /// have sums at once.
    private static func mostOverlapping(_ windows: [Range<Int>]) -> Int {
        var most = 1
        var first = 0
        for (index, window) in windows.enumerated() {
            while windows[first].upperBound <= window.lowerBound { first += 1 }
            most = max(most, index - first + 1)
        }
        return most
    }
}
