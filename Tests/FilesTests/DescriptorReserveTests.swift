import Files
import Foundation
import Glibc
import TestKit
import Testing

/// Opening files in a process that has no descriptor left. Each test is a process of its own.
@Suite struct DescriptorReserveTests {
    @Test func filesAreOpenedWhenNoDescriptorIsLeft() async throws {
        let folder = TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            DescriptorReserve.keep()
            takeAllDescriptors()
            try AtomicFile.write("new", to: path + "/summary.json")
            #expect(try AtomicFile.text(of: path + "/summary.json") == "new")
            #expect(try folderEntries(path).count == 1)
            close(try openOwn(path + "/log.jsonl", O_RDWR | O_CREAT | O_APPEND))
            let lock = try FolderLock(directory: path)
            withExtendedLifetime(lock) {}
            // Connections still get none.
            #expect(open("/dev/null", O_RDONLY) < 0)
        }
        #expect(folder.names == ["lock", "log.jsonl", "summary.json"])
    }

    /// Connections may take the reserve too, while it is in use; then a file waits until one is closed.
    @Test func waitsForADescriptor() async throws {
        let folder = TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            DescriptorReserve.keep()
            takeAllDescriptors()
            let taken = try (0..<16).map { try openOwn(path + "/\($0)", O_RDWR | O_CREAT) }
            Thread.detachNewThread {
                usleep(50_000)
                close(taken[0])
            }
            try AtomicFile.write("new", to: path + "/summary.json")
        }
        #expect(folder.names.contains("summary.json"))
    }

    @Test func withoutAReserveItIsAnError() async throws {
        let folder = TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            takeAllDescriptors()
            #expect(
                throws: StorageError.inputOutput(
                    path: path + "/summary.json", operation: "write", reason: "Too many open files")
            ) { try AtomicFile.write("new", to: path + "/summary.json") }
        }
        #expect(folder.names == [])
    }
}

/// Opens files until the limit of this process is reached.
private func takeAllDescriptors() {
    while open("/dev/null", O_RDONLY) >= 0 {}
}
