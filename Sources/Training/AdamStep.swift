import Tensors

/// One step of Adam. Its constants, which are the same for all weights, are computed once.
///
/// Source: Keras 3, `Adam.update_step`. The betas are rounded to float32 before they are raised to the number t of the
/// step. α = lr·√(1 − β2ᵗ) / (1 − β1ᵗ) is computed in double precision here, and rounded once.
struct AdamStep {
    private let alpha: Float
    private let oneMinusBeta1: Float
    private let oneMinusBeta2: Float
    private let epsilon: Float

    init(_ options: AdamOptions, learningRate: Float, step: Int) {
        let power1 = Elementary.power(Double(Float(options.beta1)), step)
        let power2 = Elementary.power(Double(Float(options.beta2)), step)
        alpha = Float(Double(learningRate) * (1 - power2).squareRoot() / (1 - power1))
        oneMinusBeta1 = Float(1 - options.beta1)
        oneMinusBeta2 = Float(1 - options.beta2)
        epsilon = Float(options.epsilon)
    }

    /// Computes the new weights and moments of `range` from the state `from`, and writes them to the state `to`. The
    /// gradient of the range starts at `gradient`; this function adds the L2 term 2·l2·w to the gradient. Returns
    /// whether all new values are finite.
    func apply(
        _ range: Range<Int>, gradient: UnsafePointer<Float>, l2: Float, from: ModelState, to: ModelState
    ) -> Bool {
        let first = range.lowerBound
        let weights = from.weights.pointer + first
        let means = from.firstMoment.pointer + first
        let squares = from.secondMoment.pointer + first
        let newWeights = to.weights.pointer + first
        let newMeans = to.firstMoment.pointer + first
        let newSquares = to.secondMoment.pointer + first
        // The sum of all new values, each times 0. It is 0 if all values are finite, and NaN otherwise.
        var trace = SIMD8<Float>(repeating: 0)
        var i = 0
        while i + 8 <= range.count {
            let new = updated(
                WeightGroup(weight: load(weights + i), mean: load(means + i), square: load(squares + i)),
                gradient: load(gradient + i), l2: l2)
            store(new.weight, newWeights + i)
            store(new.mean, newMeans + i)
            store(new.square, newSquares + i)
            trace += new.trace
            i += 8
        }
        while i < range.count {
            let new = updated(
                WeightGroup(
                    weight: SIMD8(repeating: weights[i]), mean: SIMD8(repeating: means[i]),
                    square: SIMD8(repeating: squares[i])),
                gradient: SIMD8(repeating: gradient[i]), l2: l2)
            newWeights[i] = new.weight[0]
            newMeans[i] = new.mean[0]
            newSquares[i] = new.square[0]
            trace += new.trace
            i += 1
        }
        return trace == SIMD8(repeating: 0)
    }

    /// Eight weights with their first and second moments.
    private struct WeightGroup {
        var weight: SIMD8<Float>
        var mean: SIMD8<Float>
        var square: SIMD8<Float>

        /// 0 in each lane whose three numbers are finite, else NaN.
        var trace: SIMD8<Float> {
            @inline(__always) get { (weight * 0 + mean * 0) + square * 0 }
        }
    }

    /// Computes new weights and moments from `old`. Each operation is rounded to float32. The code uses vector types,
    /// since the compiler does not vectorize a plain loop over seven arrays that might overlap.
    @inline(__always)
    private func updated(_ old: WeightGroup, gradient: SIMD8<Float>, l2: Float) -> WeightGroup {
        let regularized = gradient + (2 * l2) * old.weight
        let mean = old.mean + (regularized - old.mean) * oneMinusBeta1
        let square = old.square + (regularized * regularized - old.square) * oneMinusBeta2
        let weight = old.weight - (mean * alpha) / (square.squareRoot() + epsilon)
        return WeightGroup(weight: weight, mean: mean, square: square)
    }

    @inline(__always)
    private func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
    }

    @inline(__always)
    private func store(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD8<Float>.self)
    }
}
