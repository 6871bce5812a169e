import Checkpoints
import Testing
import TestKit

/// A checkpoint has a format. One of an unknown format is rejected, and the previous checkpoint is not used instead.
@Suite struct CheckpointFormatTests {
    let folder = TemporaryFolder()
    var store: CheckpointStore { CheckpointStore(directory: folder.path) }

    private func checkpoint(step: Int, format: String?) -> TensorFile {
        var file = CheckpointsTests.checkpoint(step: step)
        file.metadata[CheckpointFormat.key] = format
        return file
    }

    /// The name of the format, and the number that releases before 1.0.0 wrote, must not change.
    @Test func theFirstFormat() {
        #expect(CheckpointFormat.key == "format")
        #expect(CheckpointFormat.written == "chorus-1")
    }

    @Test(arguments: [nil, "chorus-1"])
    func isRead(format: String?) throws {
        try store.save(checkpoint(step: 1, format: format))
        let loaded = try store.loadLast()
        #expect(loaded.file == checkpoint(step: 1, format: format))
        #expect(loaded.warning == nil)
    }

    @Test(arguments: ["chorus-2", "chorus-0", "chorus-", "chorus-1.5", "chorus-1 "])
    func isRefused(format: String) throws {
        let error = CheckpointError.unknownFormat(path: "a file", format: format)
        #expect(throws: error) { try CheckpointFormat.require(checkpoint(step: 1, format: format), path: "a file") }
        #expect(
            error.description
                == "a file has checkpoint format \(format), and this release of chorus reads chorus-1 only: "
                + "use the release that wrote it, or a newer one")
    }

    @Test(arguments: ["pt", "", "Chorus-1"])
    func isOfAnotherProgram(format: String) throws {
        let error = #expect(throws: CheckpointError.self) {
            try CheckpointFormat.require(checkpoint(step: 1, format: format), path: "a file")
        }
        #expect(error?.description.contains("it is not a checkpoint of chorus") == true)
    }

    /// The checkpoint before it is an older state of the run: resuming from it would lose the newer one.
    @Test func noOlderCheckpointTakesItsPlace() throws {
        try store.save(checkpoint(step: 1, format: "chorus-1"))
        try store.save(checkpoint(step: 2, format: "chorus-2"))
        #expect(throws: CheckpointError.unknownFormat(path: store.path("last.safetensors"), format: "chorus-2")) {
            try store.loadLast()
        }
    }

    @Test func inPlaceOfADamagedOne() throws {
        try store.save(checkpoint(step: 1, format: "chorus-2"))
        try store.save(checkpoint(step: 2, format: "chorus-1"))
        folder.write([1, 2, 3], to: "last.safetensors")
        let error = #expect(throws: CheckpointError.self) { try store.loadLast() }
        for words in [store.path("last.safetensors"), store.path("last.previous.safetensors"), "chorus-2", "chorus-1"] {
            #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        }
    }
}
