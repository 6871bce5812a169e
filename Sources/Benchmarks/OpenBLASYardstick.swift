import Foundation
import Networks
import OpenBLAS

/// What one core can do with a network's layers as plain products by OpenBLAS, each alone: no patches laid out, no
/// activation, nothing else. Chorus has fewer operations in its products, by Winograd's algorithm, but transforms
/// beside them, which are no more counted than those patches.
public struct OpenBLASYardstick: Codable, Sendable {
    /// A layer's product.
    public struct Row: Codable, Sendable {
        /// What it makes, and of which layer.
        public let kernel: String
        /// Its size.
        public let size: String
        /// Microseconds that OpenBLAS takes for a micro-batch.
        public let microseconds: Double
        /// OpenBLAS' speed, beside the fastest product of Chorus' kernels.
        public let rate: Rate
        /// Microseconds of Chorus' products for the same; nil for a layer that it computes without one.
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
    /// All of those together, in milliseconds for a micro-batch.
    public let milliseconds: Double
    /// The samples a second that a core trains if it does nothing but those.
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
