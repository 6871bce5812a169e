import Foundation
import Networks
import OpenBLAS

/// The speed of one core if OpenBLAS computes each layer of a network as a plain matrix product. Only the
/// products are timed: laying out patches and activations are left out. Chorus' products need fewer operations,
/// by Winograd's algorithm, but also need transforms. The times of Chorus' products leave out these transforms in
/// the same way.
public struct OpenBLASYardstick: Codable, Sendable {
    /// A layer's product.
    public struct Row: Codable, Sendable {
        /// The layer and the role of the product, for instance `conv2d_2, forward`.
        public let kernel: String
        /// Its size.
        public let size: String
        /// Microseconds that OpenBLAS takes for a micro-batch.
        public let microseconds: Double
        /// OpenBLAS' speed, beside the fastest product of Chorus' kernels.
        public let rate: Rate
        /// Microseconds of Chorus' products for the same layer and role; nil if Chorus uses no matrix product there.
        public let ownMicroseconds: Double?

        private enum CodingKeys: String, CodingKey {
            case kernel, size, microseconds, rate
            case ownMicroseconds = "own_microseconds"
        }
    }

    /// The library's release, how it was built, and the processor whose kernels it has chosen.
    public let library: String
    /// Products of a training step, forward and backward.
    public let plainProducts: [Row]
    /// The total time of all products for a micro-batch, in milliseconds.
    public let milliseconds: Double
    /// Samples per second that one core would train if it computed only these products.
    public let samplesPerSecond: Double

    private enum CodingKeys: String, CodingKey {
        case library
        case plainProducts = "plain_products"
        case milliseconds = "ms_per_micro_batch"
        case samplesPerSecond = "samples_per_second"
    }

    /// Measures the plain products of a micro-batch.
    ///
    /// - Parameter own: Microseconds of Chorus' products, by what they make.
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

    /// A table for people.
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
