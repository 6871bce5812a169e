import Files
import Foundation
import Testing
import TestKit

@Suite struct AtomicFileTests {
    private let folder = TemporaryFolder()

    @Test func textIsReplacedAsAWhole() throws {
        let path = folder.file("history.csv")
        for text in ["epoch,loss\n1,0.5\n", "", "größer\n"] {
            try AtomicFile.write(text, to: path)
            #expect(folder.read("history.csv") == Array(text.utf8))
            #expect(folder.names == ["history.csv"])
        }
        folder.write([1], to: "history.csv.temporary")
        try AtomicFile.write("again", to: path)
        #expect(folder.names == ["history.csv"])
    }

    @Test func textThatCannotBeWrittenIsAnError() throws {
        try FileManager.default.createDirectory(atPath: folder.file("taken"), withIntermediateDirectories: false)
        let error = #expect(throws: StorageError.self) { try AtomicFile.write("text", to: folder.file("taken")) }
        #expect(error == .inputOutput(path: folder.file("taken"), operation: "write", reason: "Is a directory"))
        #expect(folder.names == ["taken"])
        #expect(throws: StorageError.self) { try AtomicFile.write("text", to: folder.file("none/file")) }
    }
}
