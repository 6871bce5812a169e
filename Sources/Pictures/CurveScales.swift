import Plots

/// The scales of the pictures that show curves over the epochs.
enum CurveScales {
    /// A scale for epochs, from 1 to `last`, the last epoch that has ended. If `last` is nil, no epoch has ended, and
    /// the scale is for epoch 1 alone.
    static func epoch(last: Int?, from left: Double, to right: Double) -> LinearScale {
        let last = Double(max(last ?? 1, 1))
        // Room for the dots of the first and the last epoch. `Panel` draws no dots on a curve of more than 40 epochs.
        let room = last <= 40 ? 0.1 + 0.02 * (last - 1) : 0
        return LinearScale((1 - room)...(last + room), from: left, to: right, ticks: 12, isWhole: true)
    }

    /// A scale for accuracies, from the lowest to the highest of `values`, with some room at both ends, but within 0
    /// and 1.
    static func accuracy(_ values: [Double], from bottom: Double, to top: Double) -> LinearScale {
        let lowest = values.min() ?? 0
        let highest = values.max() ?? 1
        let room = max((highest - lowest) * 0.06, 0.01)
        return LinearScale(
            max(lowest - room, 0)...min(highest + room, 1), from: bottom, to: top, ticks: 6, format: .percent)
    }

    /// A scale for values that should be positive, for instance losses. It is logarithmic if all values are positive
    /// and the highest is more than 4 times the lowest, else linear.
    static func positive(_ values: [Double], from bottom: Double, to top: Double, ticks: Int) -> any Scale {
        guard let lowest = values.min(), let highest = values.max() else {
            return LinearScale(0...1, from: bottom, to: top, ticks: ticks)
        }
        if lowest > 0, highest > 4 * lowest {
            return LogScale(lowest / 1.2...highest * 1.2, from: bottom, to: top, ticks: ticks)
        }
        let room = highest > lowest ? (highest - lowest) * 0.06 : max(abs(highest) * 0.5, 1e-12)
        return LinearScale((lowest - room)...(highest + room), from: bottom, to: top, ticks: ticks)
    }
}
