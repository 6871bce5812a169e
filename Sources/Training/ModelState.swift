import Networks
import Tensors

/// The weights of one version, running statistics included, and Adam's moments, each a flat vector laid out by a
/// ``ParameterLayout``. Padding and the moments of running statistics stay 0.
///
/// Two states take turns: version v is read while v+1 is written. The owner ensures that no thread reads a bucket while
/// another one writes it.
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
