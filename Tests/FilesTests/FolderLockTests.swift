import Files
import Foundation
import Glibc
import Testing
import TestKit

@Suite struct FolderLockTests {
    private let folder = TemporaryFolder()

    @Test func secondHolderLearnsWhoHoldsTheDirectory() throws {
        let lock = try FolderLock(directory: folder.path)
        let error = #expect(throws: StorageError.self) { try FolderLock(directory: folder.path) }
        withExtendedLifetime(lock) {}
        guard case .locked(folder.path, let holder) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(holder.hasPrefix("process \(getpid()) on "))
        #expect(error?.description.hasPrefix("\(folder.path) is in use by process \(getpid()) on ") == true)
    }

    @Test func lockIsFreeWhenItsHolderIsGone() throws {
        do {
            let lock = try FolderLock(directory: folder.path)
            withExtendedLifetime(lock) {}
        }
        #expect(folder.names == ["lock"])
        let lock = try FolderLock(directory: folder.path)
        withExtendedLifetime(lock) {}
    }

    @Test func lockOfAKilledProcessIsFree() async throws {
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let lock = try FolderLock(directory: path)
            try withExtendedLifetime(lock) {
                _ = try AtomicFile.write("held", to: path + "/held")
                kill(getpid(), SIGKILL)
            }
        }
        #expect(folder.names == ["held", "lock"])
        let lock = try FolderLock(directory: folder.path)
        withExtendedLifetime(lock) {}
    }

    @Test func childProcessesDoNotInheritTheLock() throws {
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/bin/sleep")
        child.arguments = ["30"]
        do {
            let lock = try FolderLock(directory: folder.path)
            try withExtendedLifetime(lock) { try child.run() }
        }
        defer { child.terminate() }
        let lock = try FolderLock(directory: folder.path)
        withExtendedLifetime(lock) { #expect(child.isRunning) }
    }

    /// A child process has the file open between its fork and its exec.
    @Test func lockIsFreeThoughSomebodyHasItsFileOpen() throws {
        let copy: Int32
        do {
            let lock = try FolderLock(directory: folder.path)
            let descriptor = try #require(try descriptor(of: folder.file("lock")))
            copy = withExtendedLifetime(lock) { dup(descriptor) }
        }
        defer { close(copy) }
        #expect(copy >= 0)
        let lock = try FolderLock(directory: folder.path)
        withExtendedLifetime(lock) {}
    }

    /// If a file is closed twice, the second call closes another file that has got the same descriptor.
    @Test func whoIsRefusedTheLockClosesNothingElse() throws {
        let lock = try FolderLock(directory: folder.path)
        let path = folder.path
        let opener = Thread {
            for _ in 0..<20_000 where !Thread.current.isCancelled {
                let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
                if fcntl(descriptor, F_GETFD) < 0 || close(descriptor) < 0 { Thread.current.cancel() }
            }
        }
        opener.start()
        while !opener.isFinished {
            #expect(throws: StorageError.self) { try FolderLock(directory: path) }
        }
        #expect(!opener.isCancelled)
        withExtendedLifetime(lock) {}
    }

    /// The descriptor under which this process has a file open.
    private func descriptor(of path: String) throws -> Int32? {
        let directory = "/proc/self/fd/"
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return names.first { (try? FileManager.default.destinationOfSymbolicLink(atPath: directory + $0)) == path }
            .flatMap { Int32($0) }
    }

    @Test func missingDirectoryCannotBeLocked() {
        let error = #expect(throws: StorageError.self) { try FolderLock(directory: folder.file("none")) }
        #expect(error?.description == "\(folder.file("none")): no such file")
    }
}
