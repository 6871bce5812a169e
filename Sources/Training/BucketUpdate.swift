import Networks
import Tensors

/// Applies the summed gradient of one bucket. Reads the present version of the model from `from`, and writes the
/// bucket's part of the next version to `to`.
///
/// - Kernels, biases, γ and β take a step of Adam with g + 2λw, where g is the gradient, λ the L2 factor and w the
///   weight. The step is computed in float32 and in the order of operations of Keras 3's `Adam.update_step`.
/// - Moving means and variances move towards `gradient` / `samples`, as in Keras 3's `BatchNormalization.call`.
/// - Parameters of frozen layers stay as they are.
///
/// The padding between the layout's entries is not touched.
///
/// - Parameters:
///   - range: the bucket, a range of the flat vector.
///   - gradient: as many floats as `range` has. For moving means and variances these are not gradients, but the mean
///     and variance of each micro-batch multiplied by its number of samples, summed over the global batch.
///   - samples: the number of samples of the global batch.
///   - learningRate: the learning rate of this epoch. The learning rate in `optimizer`, with which the run began, is
///     not used.
///   - step: the number of this step, from 1. It is also the version of the weights that the step computes.
/// - Returns: whether all new values are finite.
@discardableResult
public func applyBucket(
    _ range: Range<Int>, layout: ParameterLayout, gradient: UnsafePointer<Float>, samples: Int,
    optimizer: AdamOptions, learningRate: Float, step: Int, from: ModelState, to: ModelState
) -> Bool {
    precondition(step >= 1 && samples >= 1, "step \(step) of \(samples) samples")
    let adam = AdamStep(optimizer, learningRate: learningRate, step: step)
    var isFinite = true
    for entry in layout.entries where entry.range.overlaps(range) {
        let part = entry.range.clamped(to: range)
        let sums = gradient + (part.lowerBound - range.lowerBound)
        if entry.isFrozen {
            (to.weights.pointer + part.lowerBound).update(
                from: from.weights.pointer + part.lowerBound, count: part.count)
            continue
        }
        switch entry.role {
        case .kernel, .bias, .gamma, .beta:
            isFinite = adam.apply(part, gradient: sums, l2: entry.l2, from: from, to: to) && isFinite
        case .movingMean, .movingVariance:
            moveStatistics(
                from.weights.pointer + part.lowerBound, momentum: Double(entry.momentum), sums: sums, samples: samples,
                to: to.weights.pointer + part.lowerBound, count: part.count)
            let moved = UnsafePointer(to.weights.pointer) + part.lowerBound
            isFinite = VectorKernels.allFinite(moved, count: part.count) && isFinite
        }
    }
    return isFinite
}

/// The L2 term of the loss: Σ λ·‖w‖² over all tensors w with an L2 factor λ, in double precision and a fixed order.
public func regularizationLoss(_ weights: UnsafePointer<Float>, layout: ParameterLayout) -> Double {
    var sum = 0.0
    for entry in layout.entries where entry.l2 != 0 {
        sum += Double(entry.l2) * VectorKernels.sumOfSquares(weights + entry.offset, count: entry.count)
    }
    return sum
}

/// moved = moving·momentum + (sums / samples)·(1 − momentum).
private func moveStatistics(
    _ moving: UnsafePointer<Float>, momentum: Double, sums: UnsafePointer<Float>, samples: Int,
    to moved: UnsafeMutablePointer<Float>, count: Int
) {
    let keep = Float(momentum)
    let take = Float(1 - momentum)
    for i in 0..<count {
        moved[i] = moving[i] * keep + sums[i] / Float(samples) * take
    }
}
