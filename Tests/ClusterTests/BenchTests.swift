import Foundation
import Testing

extension ClusterTests {
    /// `chorus bench` on a small model. The tests check its counts and relations between numbers, not how large the
    /// numbers are.
    @Suite struct Bench {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeTinyModel()
        }

        @Test func step() throws {
            let result = try bench("step", "--workers", "2", "--steps", "3", "--model", "tiny.yaml")
            #expect(result["model"] as? String == "tiny.yaml")
            #expect(result["batch_size"] as? Int == 64)
            #expect(result["workers"] as? Int == 2)
            #expect(result["steps"] as? Int == 3)
            #expect(result["exchange_precision"] as? String == "fp32")
            let milliseconds = try number("ms_per_step", of: result)
            let rate = try number("samples_per_second", of: result)
            #expect(abs(rate * milliseconds - 64_000) < 1e-3)
            let limits = try #require(result["limits"] as? [String: Double])
            let layers = try #require(result["layers"] as? [[String: Any]])
            #expect(layers.first?["layer"] as? String == "conv2d_1")
            for layer in layers {
                #expect(try number("forward_us", of: layer) > 0)
                let rate = try #require(layer["rate"] as? [String: Any])
                let limit = rate["unit"] as? String == "GFLOP/s" ? limits["product_gflops"] : limits["memory_gbs"]
                let share = try number("value", of: rate) / (try #require(limit))
                let told = try number("share_of_limit", of: rate)
                #expect(share > 0 && abs(told - share) < 1e-9)
            }
        }

        /// The other worker's half is computed too.
        @Test func stepsThatAreVerified() throws {
            let result = try bench(
                "step", "--workers", "2", "--steps", "4", "--model", "tiny.yaml", "--verify-every", "2")
            #expect(result["verify"] as? Int == 2)
            #expect(result["steps"] as? Int == 4)
            #expect(try number("ms_mean", of: result) > 0)
        }

        @Test func operationsAreThoseOfThePlainConvolutions() throws {
            let result = try bench("step", "--workers", "1", "--steps", "1", "--model", "fer-cnn", "--padding", "valid")
            let layers = try #require(result["layers"] as? [[String: Any]])
            let operations = try layers.compactMap { layer -> Double? in
                let rate = try #require(layer["rate"] as? [String: Any])
                guard rate["unit"] as? String == "GFLOP/s" else { return nil }
                let microseconds = try number("forward_us", of: layer) + number("backward_us", of: layer)
                return try number("value", of: rate) * 1e3 * microseconds / number("micro_batch_size", of: result)
            }
            expectPlainOperations(operations)
        }

        /// Expects the operations of each layer of fer-cnn with 'valid' padding for a sample: products of a pixel,
        /// pixels, and twice as many operations for each product of matrices. The first layer's images need no
        /// gradient.
        private func expectPlainOperations(_ operations: [Double]) {
            let expected = [
                2 * 2 * 9 * 1 * 32 * 46 * 46, 3 * 2 * 9 * 32 * 64 * 21 * 21, 3 * 2 * 9 * 64 * 128 * 8 * 8,
                3 * 2 * 9 * 128 * 512 * 2 * 2, 3 * 2 * 512 * 256, 3 * 2 * 256 * 7,
            ]
            #expect(operations.count == expected.count, "\(operations)")
            for (value, expected) in zip(operations, expected) {
                #expect(abs(value / Double(expected) - 1) < 1e-9, "\(value), not \(expected)")
            }
        }

        @Test func exchange() throws {
            let sizes = try ["fp32", "bf16"].map { precision in
                let result = try bench(
                    "exchange", "--workers", "1", "--steps", "4", "--model", "tiny.yaml", "--exchange-precision",
                    precision)
                #expect(result["exchange_precision"] as? String == precision)
                #expect(try number("ms_per_step", of: result) > 0)
                let without = try number("ms_per_step", of: result) - number("ms_not_hidden", of: result)
                #expect(try without > 0 && abs(without - number("ms_without_exchange", of: result)) < 1e-9)
                for name in ["ms_quartiles", "ms_quartiles_without_exchange"] {
                    let quartiles = try #require(result[name] as? [Double])
                    #expect(quartiles.count == 2 && quartiles[0] <= quartiles[1])
                }
                #expect(try number("workers_cpu_ms", of: result) > 0)
                // At least the samples and a version of the weights; and metrics and a gradient.
                #expect(try number("messages_out", of: result) >= 2)
                #expect(try number("messages_in", of: result) >= 2)
                return try (number("bytes_out", of: result), number("bytes_in", of: result))
            }
            #expect(sizes[0].0 > 64 * 48 * 48)
            // Weights have all of their bytes; gradients have half.
            #expect(abs(sizes[0].0 - sizes[1].0) < 512)
            #expect((1.7...2).contains(sizes[0].1 / sizes[1].1), "\(sizes)")
        }

        @Test func kernels() throws {
            let result = try bench("kernels", "--model", "tiny.yaml", "--batch-size", "16")
            let rows = try #require(result["rows"] as? [[String: Any]])
            #expect(Set(rows.compactMap { $0["kernel"] as? String }).isSuperset(of: ["Adam", "sum of two gradients"]))
            for row in rows {
                let time = try number("microseconds", of: row)
                #expect(time > 0)
                guard try isProduct(row) else {
                    #expect(row["openblas_microseconds"] == nil && row["openblas_ratio"] == nil, "\(row)")
                    continue
                }
                let theirs = try number("openblas_microseconds", of: row)
                let ratio = try number("openblas_ratio", of: row)
                #expect(theirs > 0 && abs(ratio * time / theirs - 1) < 1e-9)
            }
            #expect(try rows.contains(where: isProduct))
            #expect(result["openblas_problem"] == nil)
        }

        @Test func openBLASMultipliesWhatThePlainConvolutionsNeed() throws {
            let result = try bench("kernels", "--model", "fer-cnn", "--padding", "valid")
            let yardstick = try #require(result["openblas"] as? [String: Any], "\(result)")
            #expect(try #require(yardstick["library"] as? String).hasPrefix("OpenBLAS "))
            let products = try #require(yardstick["plain_products"] as? [[String: Any]])
            let samples = try number("micro_batch_size", of: result)
            var operations: [(layer: Substring, count: Double)] = []
            var milliseconds = 0.0
            for product in products {
                #expect(try isProduct(product))
                let kernel = try #require(product["kernel"] as? String)
                let layer = kernel.prefix { $0 != "," }
                let time = try number("microseconds", of: product)
                let rate = try #require(product["rate"] as? [String: Any])
                if operations.last?.layer != layer { operations.append((layer, 0)) }
                operations[operations.count - 1].count += try number("value", of: rate) * 1e3 * time / samples
                milliseconds += time / 1e3
                // The first layer has no product of matrices in Chorus.
                #expect((product["own_microseconds"] == nil) == (layer == "conv2d_1"), "\(product)")
            }
            expectPlainOperations(operations.map(\.count))
            let told = try number("ms_per_micro_batch", of: yardstick)
            #expect(abs(told / milliseconds - 1) < 1e-9)
            let rate = try number("samples_per_second", of: yardstick)
            #expect(abs(rate * told / (samples * 1e3) - 1) < 1e-9)
        }

        /// Empty files hide the library.
        @Test func withoutOpenBLASKernelsAreMeasuredAndItsPackageIsNamed() throws {
            for name in ["libopenblas.so.0", "libopenblas.so"] { try sandbox.write("", to: name) }
            let result = try bench(
                "kernels", "--model", "tiny.yaml", "--batch-size", "16",
                environment: ["LD_LIBRARY_PATH": sandbox.path])
            let problem = try #require(result["openblas_problem"] as? String)
            #expect(problem.contains("libopenblas.so.0") && problem.contains("apt-get install libopenblas-dev"))
            #expect(result["openblas"] == nil)
            let rows = try #require(result["rows"] as? [[String: Any]])
            #expect(try rows.contains(where: isProduct))
            for row in rows {
                #expect(try number("microseconds", of: row) > 0)
                #expect(row["openblas_microseconds"] == nil)
            }
        }

        /// Whether a row is of a product of matrices.
        private func isProduct(_ row: [String: Any]) throws -> Bool {
            try #require(row["rate"] as? [String: Any])["unit"] as? String == "GFLOP/s"
        }

        private func bench(_ words: String..., environment: [String: String] = [:]) throws -> [String: Any] {
            let process = try sandbox.start(["bench"] + words + ["--json"], environment: environment)
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            return try jsonObject(process.output)
        }

        private func number(_ key: String, of object: [String: Any]) throws -> Double {
            try #require(object[key] as? Double, "\(key) of \(object)")
        }
    }
}
