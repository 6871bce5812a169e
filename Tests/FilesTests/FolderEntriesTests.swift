import Files
import Glibc
import Testing
import TestKit

@Suite struct FolderEntriesTests {
    private let folder = TemporaryFolder()

    @Test func allNamesExceptTheFolderAndItsParent() throws {
        #expect(try folderEntries(folder.path).isEmpty)
        for name in ["b", ".hidden", "größe"] { folder.write([], to: name) }
        let entries = try folderEntries(folder.path)
        #expect(entries.map { String(decoding: $0.name, as: UTF8.self) }.sorted() == [".hidden", "b", "größe"])
        #expect(entries.allSatisfy { $0.kind == .file || $0.kind == nil })
    }

    @Test func aFileHasNoEntries() {
        folder.write([], to: "file")
        #expect(throws: FileError.missing) { try folderEntries(folder.file("none")) }
        #expect(throws: FileError.system(code: ENOTDIR)) { try folderEntries(folder.file("file")) }
    }
}
