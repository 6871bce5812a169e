import Foundation
import Networks
import OpenBLAS

/// The speed of one core if OpenBLAS computes each layer of a network as a plain matrix product. Only the products are
/// timed, and not what else such a layer needs: laying out patches of the image, and activations. Chorus computes
/// convolutions by Winograd's algorithm: its products need fewer operations, but it also needs transforms. The times of
/// Chorus' products leave out these transforms in the same way.
public struct OpenBLASYardstick: Codable, Sendable {
    /// OpenBLAS' speed for the matrix products of one layer in one role, for instance in its forward pass.
    public struct Row: Codable, Sendable {
        /// The layer and the role of the product, for instance `conv2d_2, forward`.
        public let kernel: String
        /// The number of products and the sizes of their matrices, as a text.
        public let size: String
        /// Microseconds that OpenBLAS takes for these products of a micro-batch.
        public let microseconds: Double
        /// OpenBLAS' rate, with its share of the limit ``CoreLimits/products``, which is measured with Chorus' kernels.
        public let rate: Rate
        /// Microseconds of Chorus' products for the same layer and role; nil if Chorus uses no matrix product there.
        public let ownMicroseconds: Double?

        private enum CodingKeys: String, CodingKey {
            case kernel, size, microseconds, rate
            case ownMicroseconds = "own_microseconds"
        }
    }

    /// OpenBLAS' release, how it was built, and the processor whose kernels it has chosen.
    public let library: String
    /// The products of a training step: a row for each layer and role, forward and backward.
    public let plainProducts: [Row]
    /// The time of all ``plainProducts`` of a micro-batch together, in milliseconds.
    public let milliseconds: Double
    /// Samples per second that one core would train if it computed only these products.
    public let samplesPerSecond: Double

    private enum CodingKeys: String, CodingKey {
        case library
        case plainProducts = "plain_products"
        case milliseconds = "ms_per_micro_batch"
        case samplesPerSecond = "samples_per_second"
    }

    /// Measures the plain products of a micro-batch with OpenBLAS.
    ///
    /// - Parameter own: Microseconds of Chorus' products, by the name in ``Row/kernel``.
    init(_ network: Network, samples: Int, _ blas: BLAS, limits: CoreLimits, own: [String: Double]) {
        library = blas.configuration
        plainProducts = network.plainProducts(samples: samples).map { product in
            let operands = ProductOperands(product)
            let seconds = medianSeconds(of: KernelBenchmark.rounds) { operands.multiply(blas) }
            return Row(
                kernel: product.name, size: product.size, microseconds: seconds * 1e6,
                rate: limits.ofProducts(product.operations / seconds / 1e9), ownMicroseconds: own[product.name])
        }
        milliseconds = plainProducts.reduce(0) { $0 + $1.microseconds } / 1e3
        samplesPerSecond = Double(samples) / milliseconds * 1e3
    }

    /// The results as a table for people.
    var text: String {
        let lines = plainProducts.map { row in
            row.kernel.filled(to: 27) + row.size.filled(to: 34)
                + String(format: "%7.0f µs ", row.microseconds) + row.rate.text
                + (row.ownMicroseconds.map { String(format: " %9.0f µs", $0) } ?? "")
        }
        let head =
            "The same layers as plain products (im2col) by \(library), without laying out patches, "
            + "and Chorus' products of them, without transforms:"
        let all = String(
            format: "all by OpenBLAS: %.2f ms, at most %.0f samples/s on this core", milliseconds, samplesPerSecond)
        return ([head, ""] + lines + [all]).joined(separator: "\n")
    }
}
