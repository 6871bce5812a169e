import Foundation
import Networks
import OpenBLAS

/// The speed of one core if OpenBLAS computes each layer of a network as a plain matrix product. A plain product of a
/// convolution multiplies all patches of the image by the kernel (im2col). Only the products are timed. A layer also
/// needs time to lay out the patches and to compute activations, which is left out. Chorus itself computes convolutions
/// by Winograd's algorithm: its products need fewer operations, but it also needs transforms. These are left out of the
/// times of Chorus' products too.
public struct OpenBLASYardstick: Codable, Sendable {
    /// OpenBLAS' speed for the matrix products of one layer in one role, for instance in its forward pass.
    public struct Row: Codable, Sendable {
        /// The layer and the role of the product, for instance `conv2d_2, forward`.
        public let kernel: String
        /// The number of products and the sizes of their matrices, as a text.
        public let size: String
        /// Microseconds that OpenBLAS takes for this row's products, for one micro-batch.
        public let microseconds: Double
        /// OpenBLAS' rate, with its share of the limit ``CoreLimits/products``, which is measured with Chorus' kernels.
        public let rate: Rate
        /// Microseconds that Chorus takes for its own products of the same layer and role, for one micro-batch; nil if
        /// Chorus does not compute this role of the layer by matrix products.
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
    /// The time that one micro-batch takes with all ``plainProducts``, in milliseconds.
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
    /// - Parameter own: microseconds of Chorus' products. The keys are the names that ``Row/kernel`` has.
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
