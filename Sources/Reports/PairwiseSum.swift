extension Collection<Double> where Index == Int {
    /// The sum of the numbers, added in the order of NumPy's pairwise summation. So averages have the same rounding
    /// errors as those of scikit-learn.
    ///
    /// Source: `DOUBLE_pairwise_sum` in NumPy's `loops_utils.h`: eight partial sums in blocks of at most 128.
    func pairwiseSum() -> Double {
        if count < 8 { return reduce(0, +) }
        if count > 128 {
            let half = count / 2
            let middle = startIndex + half - half % 8
            return self[startIndex..<middle].pairwiseSum() + self[middle..<endIndex].pairwiseSum()
        }
        var sums = Array(prefix(8))
        let blocks = count - count % 8
        for start in stride(from: 8, to: blocks, by: 8) {
            for lane in 0..<8 { sums[lane] += self[startIndex + start + lane] }
        }
        let whole = ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]))
        return dropFirst(blocks).reduce(whole, +)
    }
}
