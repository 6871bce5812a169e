import Checkpoints
import Files
import Foundation
import Glibc
import Testing
import TestKit

/// Saves that fail or are killed, in separate processes and on a full disk.
@Suite(.serialized) struct CheckpointFailureTests {
    /// With the file size limit, a write is incomplete and the next one fails, as on a full disk.
    @Test func failedWriteLeavesTheOldCheckpointAndNoTemporary() async throws {
        let folder = TemporaryFolder()
        let store = CheckpointStore(directory: folder.path)
        try store.save(checkpoint(step: 1))
        try store.save(checkpoint(step: 2))
        await #expect(processExitsWith: .success) { [path = folder.path as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 65_536, rlim_max: 65_536)
            #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
            let store = CheckpointStore(directory: path)
            let large = checkpoint(step: 3, values: 100_000)
            let reason = "File too large (see ulimit -f)"
            #expect(
                throws: StorageError.inputOutput(
                    path: store.path("last.safetensors"), operation: "write", reason: reason)
            ) { try store.save(large) }
            #expect(throws: StorageError.self) { try store.export(large, as: CheckpointStore.bestName) }
            #expect(throws: StorageError.self) {
                try AtomicFile.write(String(repeating: "x", count: 100_000), to: path + "/history.csv")
            }
        }
        #expect(folder.names == ["last.previous.safetensors", "last.safetensors"])
        #expect(try store.loadLast().file == checkpoint(step: 2))
    }

    @Test(arguments: 1...12)
    func killAtAnyMomentLeavesAWholeCheckpoint(_ trial: Int) async throws {
        let folder = TemporaryFolder()
        let store = CheckpointStore(directory: folder.path)
        try store.save(checkpoint(step: 0, values: 10_000))
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String, trial = trial as Int] in
            Thread.detachNewThread {
                usleep(UInt32(2_000 + 1_337 * trial))
                kill(getpid(), SIGKILL)
            }
            for step in 1... {
                try CheckpointStore(directory: path).save(checkpoint(step: step, values: 10_000))
            }
        }
        let loaded = try store.loadLast()
        #expect(loaded.warning == nil)
        let step = try #require(loaded.file.metadata["step"].flatMap { Int($0) })
        #expect(loaded.file == checkpoint(step: step, values: 10_000))
        try store.save(checkpoint(step: step + 1))
        #expect(folder.names == ["last.previous.safetensors", "last.safetensors"])
        #expect(try TensorFile(reading: store.path(CheckpointStore.previousName)) == loaded.file)
    }

    /// On a small disk if the tests may mount one, otherwise on /dev/full.
    @Test func fullDiskIsNoSpace() throws {
        let folder = TemporaryFolder()
        guard run("/bin/mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", folder.path) else {
            let file = OutputFile(descriptor: open("/dev/full", O_WRONLY), path: "full")
            #expect(throws: StorageError.noSpace(path: "full", reason: "No space left on device")) {
                try withUnsafeBytes(of: 0) { try file.write($0) }
            }
            return
        }
        defer { #expect(run("/bin/umount", folder.path)) }
        let store = CheckpointStore(directory: folder.path)
        let size = 100_000
        try store.save(checkpoint(step: 1, values: size))
        let full = StorageError.noSpace(
            path: store.path("last.safetensors"), reason: "No space left on device")
        // Two checkpoints of 400 kB fit, a third beside them does not.
        try store.save(checkpoint(step: 2, values: size))
        for _ in 0..<3 {
            #expect(throws: full) { try store.save(checkpoint(step: 3, values: size)) }
            #expect(folder.names == ["last.previous.safetensors", "last.safetensors"])
            #expect(try store.loadLast().file == checkpoint(step: 2, values: size))
        }
        #expect(full.description.hasSuffix("No space left on device; free some space, then try again"))
        try FileManager.default.removeItem(atPath: store.path(CheckpointStore.previousName))
        try store.save(checkpoint(step: 3, values: size))
        #expect(try store.loadLast().file == checkpoint(step: 3, values: size))
    }

    private func run(_ program: String, _ arguments: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardError = nil
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
