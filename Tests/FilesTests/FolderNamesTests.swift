import Files
import Glibc
import Testing

@Suite struct FolderNamesTests {
    private let folder = TemporaryFolder()

    @Test func allNamesButTheFolderItselfAndItsParent() throws {
        #expect(try namesInFolder(folder.path).isEmpty)
        for name in ["b", ".hidden", "größe"] { folder.write([], to: name) }
        #expect(try namesInFolder(folder.path).sorted() == [".hidden", "b", "größe"])
    }

    @Test func whatIsNoFolderHasNoNames() {
        folder.write([], to: "file")
        #expect(throws: FileError.missing) { try namesInFolder(folder.file("none")) }
        #expect(throws: FileError.missing) { try namesInFolder(folder.file("file")) }
    }
}
