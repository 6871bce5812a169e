/// The best validation loss that a rule has seen, and the comparison by which another one beats it.
///
/// Source: Keras 3, `MonitorCallback._is_improvement`: the first loss always counts, NaN included, after which nothing
/// beats a NaN; min_delta is added in double precision, then both sides are compared in float32.
struct MonitoredLoss: Codable, Hashable, Sendable {
    /// The best loss; nil before the first epoch.
    private(set) var best: LosslessFloat?

    /// Takes `loss` for the best if it is lower than the best by more than `minDelta`, and says whether it did.
    mutating func improves(_ loss: Float, by minDelta: Double) -> Bool {
        if let best, !(Float(Double(loss) + minDelta) < best.wrappedValue) {
            return false
        }
        best = LosslessFloat(wrappedValue: loss)
        return true
    }
}
