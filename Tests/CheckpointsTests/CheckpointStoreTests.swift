import Checkpoints
import Files
import Foundation
import Glibc
import Testing
import TestKit

@Suite struct CheckpointStoreTests {
    private let folder = TemporaryFolder()
    private var store: CheckpointStore { CheckpointStore(directory: folder.path) }

    @Test func lastIsLoadedAndThePreviousIsKept() throws {
        try store.save(checkpoint(step: 1))
        #expect(folder.names == ["last.safetensors"])
        for step in 2...4 {
            try store.save(checkpoint(step: step))
            #expect(folder.names == ["last.previous.safetensors", "last.safetensors"])
            let loaded = try store.loadLast()
            #expect(loaded.file == checkpoint(step: step))
            #expect(loaded.warning == nil)
            #expect(try TensorFile(reading: store.path(CheckpointStore.previousName)) == checkpoint(step: step - 1))
        }
    }

    @Test func folderIsMadeIfItsParentExists() throws {
        try CheckpointStore(directory: folder.file("checkpoints")).save(checkpoint(step: 1))
        #expect(folder.names == ["checkpoints"])
        let error = #expect(throws: StorageError.self) {
            try CheckpointStore(directory: folder.file("no/checkpoints")).save(checkpoint(step: 1))
        }
        #expect(
            error?.description == "cannot create \(folder.file("no/checkpoints")): No such file or directory; "
                + "check the folder that it is to be in")
    }

    @Test func exportReplacesInOneStep() throws {
        for step in 1...2 {
            try store.export(checkpoint(step: step), as: CheckpointStore.bestName)
            #expect(folder.names == ["best.safetensors"])
            #expect(try TensorFile(reading: store.path(CheckpointStore.bestName)) == checkpoint(step: step))
        }
    }

    @Test(arguments: 0..<32)
    func truncatedLastGivesWayToThePrevious(_ part: Int) throws {
        try store.save(checkpoint(step: 1))
        try store.save(checkpoint(step: 2))
        let bytes = folder.read("last.safetensors")
        folder.write(Array(bytes.prefix(bytes.count * part / 32)), to: "last.safetensors")
        let loaded = try store.loadLast()
        #expect(loaded.file == checkpoint(step: 1))
        let warning = try #require(loaded.warning)
        #expect(warning.contains(store.path("last.safetensors") + " is not a whole checkpoint"))
        #expect(warning.contains(store.path("last.previous.safetensors")))
    }

    /// A damaged checkpoint must not replace the good one before it.
    @Test func aDamagedLastNeverBecomesThePrevious() throws {
        try store.save(checkpoint(step: 1))
        try store.save(checkpoint(step: 2))
        folder.write([1, 2, 3], to: "last.safetensors")
        try store.setAsideDamagedLast()
        #expect(folder.read("last.damaged.safetensors") == [1, 2, 3])
        #expect(try store.loadLast().file == checkpoint(step: 1))
        try store.save(checkpoint(step: 3))
        #expect(try store.loadLast().file == checkpoint(step: 3))
        folder.write([4], to: "last.safetensors")
        #expect(try store.loadLast().file == checkpoint(step: 1))
        try store.setAsideDamagedLast()
        try store.setAsideDamagedLast()
        #expect(folder.read("last.damaged.safetensors") == [4])
    }

    @Test func missingLastGivesWayToThePrevious() throws {
        try store.save(checkpoint(step: 1))
        #expect(rename(store.path("last.safetensors"), store.path("last.previous.safetensors")) == 0)
        let loaded = try store.loadLast()
        #expect(loaded.file == checkpoint(step: 1))
        #expect(loaded.warning?.contains(store.path("last.safetensors") + ": no such file") == true)
    }

    @Test func withoutAnyItIsMissing() {
        #expect(throws: CheckpointError.missing(path: store.path("last.safetensors"))) { try store.loadLast() }
    }

    @Test func neitherWholeIsAnErrorThatNamesBoth() throws {
        for name in ["last.safetensors", "last.previous.safetensors"] { folder.write([1, 2, 3], to: name) }
        let error = #expect(throws: CheckpointError.self) { try store.loadLast() }
        guard case .damaged(store.path("last.safetensors"), let problem) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.contains(store.path("last.previous.safetensors") + " is not a whole checkpoint"))
    }

    /// A damaged last checkpoint must not replace the whole previous one before the new one is written.
    @Test func damagedLastIsReplaced() throws {
        folder.write([1, 2, 3], to: "last.safetensors")
        try store.export(checkpoint(step: 1), as: "last.previous.safetensors")
        try store.save(checkpoint(step: 2))
        #expect(try store.loadLast().file == checkpoint(step: 2))
        #expect(folder.names == ["last.previous.safetensors", "last.safetensors"])
    }

    /// The files that a process leaves when it is killed between two steps of a save.
    enum Leftover: CaseIterable {
        case partOfTheNewOne, wholeNewOne, secondNameOfTheOldOne, oldOneAfterItsReplacement, oldOneUnderTwoNames
    }

    @Test(arguments: Leftover.allCases)
    func killedSaveLeavesAWholeCheckpointAndIsCleanedUp(_ leftover: Leftover) throws {
        try store.save(checkpoint(step: 1))
        try store.save(checkpoint(step: 2))
        let last = store.path("last.safetensors")
        let outgoing = store.path("last.outgoing.safetensors.temporary")
        let incoming = checkpoint(step: 3).serialized()
        var expected = 2
        switch leftover {
        case .partOfTheNewOne:
            folder.write(Array(incoming.prefix(100)), to: "last.safetensors.temporary")
        case .wholeNewOne:
            folder.write(incoming, to: "last.safetensors.temporary")
        case .secondNameOfTheOldOne:
            folder.write(incoming, to: "last.safetensors.temporary")
            #expect(link(last, outgoing) == 0)
        case .oldOneAfterItsReplacement:
            folder.write(incoming, to: "last.safetensors.temporary")
            #expect(link(last, outgoing) == 0)
            #expect(rename(last + ".temporary", last) == 0)
            expected = 3
        case .oldOneUnderTwoNames:
            #expect(unlink(store.path("last.previous.safetensors")) == 0)
            #expect(link(last, store.path("last.previous.safetensors")) == 0)
        }
        let loaded = try store.loadLast()
        #expect(loaded.file == checkpoint(step: expected))
        #expect(loaded.warning == nil)

        try store.save(checkpoint(step: 4))
        #expect(folder.names == ["last.previous.safetensors", "last.safetensors"])
        #expect(try store.loadLast().file == checkpoint(step: 4))
        #expect(try TensorFile(reading: store.path(CheckpointStore.previousName)) == checkpoint(step: expected))
    }

    @Test func exportsOfAKilledProcessAreCleanedUpToo() throws {
        folder.write([1], to: "best.safetensors.temporary")
        folder.write([1], to: "notes.temporary")
        try store.save(checkpoint(step: 1))
        #expect(folder.names == ["last.safetensors", "notes.temporary"])
    }
}
