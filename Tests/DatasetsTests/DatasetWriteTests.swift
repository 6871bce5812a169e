import Augmentation
import Datasets
import Foundation
import Synchronization
import Tensors
import Testing
import TestKit

@Suite struct DatasetWriteTests {
    private let folder = TemporaryFolder()

    private func split(_ labels: [UInt16], shape: ImageShape, first: Int) -> Split {
        Split(
            images: ImageStore(shape: shape, count: labels.count) { index, pixels in
                for value in 0..<shape.count { pixels[value] = UInt8((first + index * 41 + value * 7) % 256) }
            }, labels: labels)
    }

    /// Images of three classes with copies, and others to validate and to test with.
    private func dataset(channels: Int, classes: [String] = ["a b", "c", "dé"]) throws -> Dataset {
        let shape = ImageShape(height: 6, width: 5, channels: channels)
        return try Dataset(
            classes: classes, train: split([0, 0, 0, 1, 1, 2], shape: shape, first: 1),
            validation: split([0, 2], shape: shape, first: 2), test: split([1], shape: shape, first: 3)
        ).balanced(ClassBalance(targets: .perClass([classes[0]: 7, classes[1]: 4])), seed: 3)
    }

    private func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file(name)).sorted()
    }

    /// The same samples in the same order, in all splits.
    @Test(arguments: [1, 3])
    func isReadBackAsTheSameDataSet(channels: Int) throws {
        let written = try dataset(channels: channels)
        try written.write(to: folder.file("out/set"))
        let read = try DatasetReader.read(
            path: folder.file("out/set"), options: DataOptions(imageHeight: 6, imageWidth: 5, channels: channels))
        #expect(read.classes == written.classes)
        let pairs: [(Split?, Split?)] = [
            (read.train, written.train), (read.validation, written.validation), (read.test, written.test),
        ]
        for (read, written) in pairs {
            let (read, written) = (try #require(read), try #require(written))
            #expect(read.labels == written.labels)
            #expect(read.images.withBytes { Array($0) } == written.images.withBytes { Array($0) })
        }
    }

    @Test func namesTellCopiesFromImages() throws {
        try dataset(channels: 1).write(to: folder.file("set"))
        #expect(try names(in: "set") == ["test", "train", "validation"])
        #expect(
            try names(in: "set/train/a b") == [
                "00000.png", "00001.png", "00002.png", "copy-00000-of-00000.png", "copy-00001-of-00001.png",
                "copy-00002-of-00002.png", "copy-00003-of-00000.png",
            ])
        #expect(try names(in: "set/train/dé") == ["00000.png"])
        // A class without images of a split has no folder there.
        #expect(try names(in: "set/test") == ["c"])
    }

    @Test func progressIsTold() throws {
        let told = Mutex([[Int]]())
        try dataset(channels: 1).write(to: folder.file("set")) { done, total in
            told.withLock { $0.append([done, total]) }
        }
        #expect(told.withLock { $0 } == (1...15).map { [$0, 15] })
    }

    @Test(arguments: ["", "..", ".hidden", "a/b", "a\0b", String(repeating: "x", count: 256)])
    func aNameThatNoFolderCanHaveIsRefused(name: String) throws {
        let set = try dataset(channels: 1, classes: [name, "c", "d"])
        let error = #expect(throws: DatasetError.self) { try set.write(to: folder.file("set")) }
        #expect(error?.description.contains("no folder can have the name of class") == true)
        #expect(folder.names.isEmpty)
    }

    @Test func aFolderThatIsNotEmptyIsKept() throws {
        folder.write([1], to: "set/kept.txt")
        let error = #expect(throws: DatasetError.self) { try dataset(channels: 1).write(to: folder.file("set")) }
        #expect(error?.description.contains("not empty") == true)
        #expect(try names(in: "set") == ["kept.txt"])
    }
}
