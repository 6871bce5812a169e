import Files
import Foundation
import Testing
import TestKit

@Suite struct InputFileTests {
    private let folder = TemporaryFolder()

    /// Things that are not regular files.
    enum Thing: String, CaseIterable {
        case folder = "a folder"
        case pipe = "a named pipe"
        case socket = "a socket"

        func make(_ path: String) {
            switch self {
            case .folder: #expect(mkdir(path, 0o755) == 0)
            case .pipe: #expect(mkfifo(path, 0o600) == 0)
            case .socket: #expect(mknod(path, S_IFSOCK | 0o600, 0) == 0)
            }
        }
    }

    @Test(arguments: Thing.allCases)
    func whatIsNoFileIsNamedAndNeverWaitedFor(_ thing: Thing) {
        let path = folder.file("thing")
        thing.make(path)
        let kind = FileKind(rawValue: thing.rawValue)!
        #expect(throws: FileError.notAFile(kind)) { try InputFile(path) }
        #expect(throws: FileError.notAFile(kind)) { try InputFile(path, .own) }
        for flags in [O_RDWR | O_CREAT, O_WRONLY | O_APPEND] {
            #expect(throws: FileError.notAFile(kind)) { try openOwn(path, flags) }
        }
    }

    @Test func aDeviceIsNoFile() {
        #expect(throws: FileError.notAFile(.device)) { try InputFile("/dev/zero") }
    }

    @Test func aLinkIsFollowedOnlyWhereTheUserHasNamedIt() throws {
        try "text".write(toFile: folder.file("file"), atomically: false, encoding: .utf8)
        #expect(symlink(folder.file("file"), folder.file("link")) == 0)
        #expect(try InputFile(folder.file("link")).start(upTo: 10) == Array("text".utf8))
        #expect(throws: FileError.notTrusted(.link)) { try InputFile(folder.file("link"), .own) }
        #expect(throws: FileError.notTrusted(.link)) { try openOwn(folder.file("link"), O_RDWR) }
        #expect(symlink("loop", folder.file("loop")) == 0)
        #expect(throws: FileError.system(code: ELOOP)) { try InputFile(folder.file("loop")) }
    }

    @Test func whatOthersMayWriteToIsNotBelieved() throws {
        let path = folder.file("file")
        try "text".write(toFile: path, atomically: false, encoding: .utf8)
        #expect(chmod(path, 0o666) == 0)
        #expect(throws: FileError.notTrusted(.writable(permissions: 0o666))) { try InputFile(path, .own) }
        #expect(try InputFile(path).count == 4)
        #expect(chmod(folder.path, 0o777) == 0)
        #expect(throws: FileError.notTrusted(.writable(permissions: 0o777))) { try OwnFolder.require(folder.path) }
        #expect(chmod(folder.path, 0o755) == 0)
        #expect(throws: Never.self) { try OwnFolder.require(folder.path) }
    }

    @Test func aLinkToAFolderIsAsGoodAsTheFolder() {
        #expect(mkdir(folder.file("far"), 0o755) == 0)
        #expect(symlink(folder.file("far"), folder.file("near")) == 0)
        #expect(throws: Never.self) { try OwnFolder.require(folder.file("near")) }
        #expect(chmod(folder.file("far"), 0o777) == 0)
        #expect(throws: FileError.self) { try OwnFolder.require(folder.file("near")) }
    }

    @Test func newFoldersAreForTheirOwnerAloneToWriteTo() throws {
        let before = umask(0)
        defer { umask(before) }
        try OwnFolder.make(folder.file("a/b"))
        for name in ["a", "a/b"] {
            var status = stat()
            #expect(stat(folder.file(name), &status) == 0 && status.st_mode & 0o777 == 0o755)
        }
        #expect(throws: FileError.self) { try OwnFolder.make("/dev/null/folder") }
    }

    @Test func contentsAreReadAtAnyPlaceAndMapped() throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.file("file")))
        let file = try InputFile(folder.file("file"))
        var part = [UInt8](repeating: 0, count: 500)
        try file.read(&part, count: part.count, at: 70_000)
        #expect(part == Array(bytes[70_000..<70_500]))
        #expect(try file.start(upTo: 10) == Array(bytes.prefix(10)))
        #expect(try Array(file.mapped()) == bytes)
        #expect(throws: FileError.shortened) { try file.read(&part, count: part.count, at: 99_999) }
        try Data().write(to: URL(fileURLWithPath: folder.file("empty")))
        #expect(try InputFile(folder.file("empty")).start(upTo: 10).isEmpty)
        #expect(try InputFile(folder.file("empty")).mapped().isEmpty)
        #expect(throws: FileError.missing) { try InputFile(folder.file("none")) }
    }
}
