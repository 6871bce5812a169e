import Checkpoints
import Foundation
import Tensors
import Testing

/// The contents of a file that Python wrote or read.
struct Golden: Decodable {
    struct Contents: Decodable {
        var shape: [Int]
        var bits: [UInt32]
    }

    var tensors: [String: Contents]
    var metadata: [String: String]
    var digests: [String: String]

    static func url(_ name: String) -> URL {
        Bundle.module.resourceURL!.appendingPathComponent("Goldens/" + name)
    }

    static func named(_ name: String) -> Golden {
        struct File: Decodable {
            var python: Golden
            var chorus: Golden
        }
        let file = try! JSONDecoder().decode(File.self, from: Data(contentsOf: url("contents.json")))
        return name == "python" ? file.python : file.chorus
    }

    var file: TensorFile {
        TensorFile(
            tensors: tensors.mapValues { Tensor(shape: $0.shape, values: $0.bits.map(Float.init(bitPattern:))) },
            metadata: metadata)
    }
}

/// A checkpoint that differs from step to step.
func checkpoint(step: Int, values: Int = 50) -> TensorFile {
    TensorFile(
        tensors: [
            "dense_1/kernel": Tensor(shape: [values], values: (0..<values).map { Float($0 + step) }),
            "dense_1/bias": Tensor(shape: [2], values: [Float(step), -1]),
        ],
        metadata: ["step": String(step)])
}
