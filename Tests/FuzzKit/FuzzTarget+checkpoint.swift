import Checkpoints
import Files
import Networks
import Reports
import Run
import Tensors

extension FuzzTarget {
    /// A safetensors file: the bytes as they are, and as the header of a file that has 64 bytes of data. What is
    /// accepted is written to a file with the same contents, and its model fits or is refused.
    static let checkpoint = FuzzTarget(
        "checkpoint", maximumLength: 4096, seeds: { checkpointSeeds },
        read: { bytes in
            try readCheckpoint(bytes)
            try readCheckpoint(framed(bytes))
        })

    private static let checkpointFile = ScratchFile(name: "input.safetensors")
    private static let copyFile = ScratchFile(name: "copy.safetensors")

    private static func readCheckpoint(_ bytes: [UInt8]) throws {
        let file: TensorFile
        do {
            file = try checkpointFile.holding(bytes) { try TensorFile(reading: $0) }
        } catch {
            return try promiseOneLine(error)
        }
        let written = file.serialized()
        let copy = try copyFile.holding(written) { try TensorFile(reading: $0, digestRequired: true) }
        try promise(copy.digest == file.digest, "a copy of a file has its digest")
        try promise(copy.serialized() == written, "a file has one form")
        do {
            try CheckpointFormat.require(file, path: "input")
            let model = try ModelMetadata(of: file, path: "input")
            _ = try Network(model.model, input: model.input, classes: model.classes.count)
        } catch {
            try promiseOneLine(error)
        }
    }

    private static let dataCount = 64

    private static func framed(_ header: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) } + header
            + Array(repeating: 0, count: dataCount)
    }

    private static let headers = [
        #"{"a":{"dtype":"F32","shape":[4,4],"data_offsets":[0,64]}}"#,
        #"{"b/kernel":{"dtype":"F32","shape":[],"data_offsets":[60,64]},"#
            + #""\u00e9\ud83d\ude00\n":{"dtype":"F32","shape":[3,0],"data_offsets":[0,0]},"#
            + #""c":{"data_offsets":[0,60],"shape":[15],"dtype":"F32"}}"#,
        #"{"__metadata__":{"format":"pt","k":"\"\\\/\b\f\n\r\t"},"#
            + #""a":{"dtype":"F32","shape":[16],"data_offsets":[0,64]}}"#,
    ].map { Array($0.utf8) }

    private static let metadata = ModelMetadata(
        model: ModelSpec(name: "m", layers: [.flatten, .dense(.init(units: .classes, activation: .softmax))]),
        classes: ["a", "b"], input: ImageShape(height: 4, width: 4, channels: 1))

    private static var checkpointSeeds: [[UInt8]] {
        let tensors = ["w": Tensor(shape: [2, 2], values: [0, 1, -1, .nan])]
        let members = metadata.strings.sorted { $0.key < $1.key }.map { "\(jsonText($0.key)):\(jsonText($0.value))" }
        let described =
            #"{"__metadata__":{\#(members.joined(separator: ","))},"#
            + #""a":{"dtype":"F32","shape":[16],"data_offsets":[0,64]}}"#
        return headers + headers.map(framed) + [
            Array(described.utf8), Array(described.replacing("chorus-1", with: "chorus-2").utf8),
            framed(Array("{}".utf8)), TensorFile(tensors: tensors).serialized(),
            TensorFile(tensors: tensors, metadata: metadata.strings).serialized(),
        ]
    }
}
