import Configuration
import Networks

/// A network to train: a preset, or a file that lists its layers.
public struct Model: Sendable, Hashable {
    let name: String
    let padding: Padding?

    /// Four blocks of convolution, ReLU, batch normalization, pooling and dropout, and two dense layers: 817,607
    /// parameters for grey faces of 48×48 pixels and 7 classes.
    public static let ferCNN = Model(name: "fer-cnn")

    /// The published baseline, a wider network than ``ferCNN``, without batch normalization and without an L2 term.
    public static let hackersrealm = Model(name: "hackersrealm")

    /// The model that a YAML file describes with a `name` and `layers`.
    ///
    /// - Parameter path: the file, which is read when training begins.
    public init(file path: String) {
        self.init(name: path.contains("/") ? path : "./" + path)
    }

    private init(name: String, padding: Padding? = nil) {
        self.name = name
        self.padding = padding
    }

    /// The same model, but with this padding for every convolution.
    public func padding(_ padding: Padding) -> Model {
        Model(name: name, padding: padding)
    }
}
