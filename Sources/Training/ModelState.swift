import Networks
import Tensors

/// One version of the model: its weights, which include running statistics, and Adam's two moments. Each of the three
/// is a flat vector laid out by a ``ParameterLayout``. Padding and the moments of running statistics stay 0.
///
/// A run has two states, which take turns: version v is read from one while version v+1 is written to the other. The
/// run ensures that no thread reads a bucket while another thread writes the same bucket.
public final class ModelState: @unchecked Sendable {
    /// The weights and running statistics of this version.
    public var weights: FloatStorage
    /// Adam's running mean of the gradient.
    public let firstMoment: FloatStorage
    /// Adam's running mean of the squared gradient.
    public let secondMoment: FloatStorage

    /// Allocates weights and moments of this layout, all of them zero.
    public init(layout: ParameterLayout) {
        weights = FloatStorage(count: layout.count)
        firstMoment = FloatStorage(count: layout.count)
        secondMoment = FloatStorage(count: layout.count)
    }
}
