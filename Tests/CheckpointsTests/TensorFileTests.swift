import Checkpoints
import Foundation
import Glibc
import Tensors
import Testing
import TestKit

@Suite struct TensorFileTests {
    @Test(arguments: ["python", "chorus"])
    func readsWhatPythonWrote(_ name: String) throws {
        let golden = Golden.named(name)
        let file = try TensorFile(reading: Golden.url("\(name).safetensors").path)
        #expect(file.metadata == golden.metadata)
        #expect(file.tensors.mapValues(\.shape) == golden.tensors.mapValues(\.shape))
        #expect(file.tensors.mapValues { $0.values.map(\.bitPattern) } == golden.tensors.mapValues(\.bits))
    }

    /// Python's safetensors has read these bytes.
    @Test func writesTheBytesThatPythonReads() throws {
        let bytes = try Array(Data(contentsOf: Golden.url("chorus.safetensors")))
        #expect(Golden.named("chorus").file.serialized() == bytes)
    }

    @Test(arguments: ["python", "chorus"])
    func whatIsWrittenIsRead(_ name: String) throws {
        let folder = TemporaryFolder()
        let file = Golden.named(name).file
        folder.write(file.serialized(), to: "file")
        let read = try TensorFile(reading: folder.file("file"), digestRequired: true)
        #expect(read.metadata == file.metadata)
        #expect(read.digest == file.digest)
        #expect(read.tensors.mapValues(\.shape) == file.tensors.mapValues(\.shape))
    }

    @Test func fileWithoutTensorsOrMetadataRoundTrips() throws {
        let folder = TemporaryFolder()
        folder.write(TensorFile().serialized(), to: "file")
        #expect(try TensorFile(reading: folder.file("file"), digestRequired: true) == TensorFile())
    }

    @Test(arguments: 0..<64)
    func everyTruncationIsAnError(_ part: Int) throws {
        let folder = TemporaryFolder()
        let bytes = checkpoint(step: 1).serialized()
        folder.write(Array(bytes.prefix(bytes.count * part / 64)), to: "file")
        let error = #expect(throws: CheckpointError.self) { try TensorFile(reading: folder.file("file")) }
        #expect(error?.description.hasPrefix("\(folder.file("file")) is not a whole checkpoint: ") == true)
    }

    /// One bit in each byte of header and data.
    @Test func everyFlippedByteIsAnError() throws {
        let folder = TemporaryFolder()
        var bytes = checkpoint(step: 1, values: 4).serialized()
        for index in bytes.indices {
            bytes[index] ^= 1 << (index % 8)
            folder.write(bytes, to: "file")
            bytes[index] ^= 1 << (index % 8)
            #expect(throws: CheckpointError.self, "byte \(index)") {
                try TensorFile(reading: folder.file("file"), digestRequired: true)
            }
        }
    }

    @Test func bytesAfterTheEndAreAnError() {
        let folder = TemporaryFolder()
        folder.write(checkpoint(step: 1).serialized() + [0], to: "file")
        #expect(throws: CheckpointError.self) { try TensorFile(reading: folder.file("file")) }
    }

    @Test func fileWithoutDigestIsReadUnlessItIsRequired() throws {
        let path = Golden.url("python.safetensors").path
        #expect(throws: Never.self) { try TensorFile(reading: path) }
        #expect(throws: CheckpointError.damaged(path: path, problem: "it carries no digest")) {
            try TensorFile(reading: path, digestRequired: true)
        }
    }

    @Test func missingFileIsNamed() {
        let folder = TemporaryFolder()
        let error = CheckpointError.missing(path: folder.file("none"))
        #expect(throws: error) { try TensorFile(reading: folder.file("none")) }
        #expect(error.description == "\(folder.file("none")): no such file")
    }

    @Test(arguments: [("/", "a folder"), ("/dev/zero", "a device")])
    func folderOrDeviceIsAnError(_ path: String, kind: String) {
        #expect(throws: CheckpointError.damaged(path: path, problem: "it is \(kind), not a file")) {
            try TensorFile(reading: path)
        }
    }

    @Test func pipeDoesNotBlock() {
        let folder = TemporaryFolder()
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        #expect(throws: CheckpointError.self) { try TensorFile(reading: folder.file("pipe")) }
    }
}
