import Datasets
import Foundation
import GeneratedFaces
import Tensors
import Testing
import TestKit

@Suite struct SyntheticFacesFolderTests {
    @Test func readsBackWhatWasWritten() throws {
        try withFolder { folder in
            let count = 7 * 16 + 3
            try SyntheticFaces.write(to: folder + "/deep/faces", count: count, seed: 3)
            let read = try DatasetReader.read(path: folder + "/deep/faces", options: DataOptions())
            let made = SyntheticFaces.dataset(count: count, seed: 3)
            #expect(read.classes == made.classes)
            for (read, made) in [(read.train, made.train), (read.validation, made.validation)] {
                #expect(read.labels == made.labels)
                #expect(read.images.withBytes { Array($0) } == made.images.withBytes { Array($0) })
            }
        }
    }

    @Test func namesFilesByTheFacesIndex() throws {
        try withFolder { folder in
            try SyntheticFaces.write(to: folder, count: 14, seed: 0)
            let surprised = try FileManager.default.contentsOfDirectory(atPath: folder + "/validation/surprise")
            #expect(surprised == ["00013.png"])
        }
    }

    @Test func refusesAFolderThatIsNotEmpty() throws {
        try withFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/kept.txt"))
            let error = #expect(throws: DatasetError.self) {
                try SyntheticFaces.write(to: folder, count: 14, seed: 0)
            }
            #expect(error?.description.contains(folder) == true)
            #expect(error?.description.contains("not empty") == true)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept.txt"])
        }
    }

    @Test func namesTheFolderThatCannotBeMade() throws {
        try withFolder { folder in
            let file = folder + "/file"
            try Data().write(to: URL(fileURLWithPath: file))
            for path in [file, file + "/faces"] {
                let error = #expect(throws: DatasetError.self) {
                    try SyntheticFaces.write(to: path, count: 14, seed: 0)
                }
                #expect(error?.description.contains("cannot create \(path): Not a directory; check the folder") == true)
            }
        }
    }

    /// A folder inside a data set would change it; links and names that are not there yet are followed.
    @Test func namesTheDataSetThatItIsIn() throws {
        try withFolder { folder in
            let files = FileManager.default
            try files.createDirectory(atPath: folder + "/set/train", withIntermediateDirectories: true)
            try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/set")
            for (path, data) in [("set/new/faces", "set"), ("set", "set"), ("link/new", "set"), ("set/new", "link/")] {
                let error = #expect(throws: DatasetError.self) {
                    try NewFolder.requireOutside(folder + "/" + path, data: folder + "/" + data)
                }
                #expect(error?.description.contains("it is inside the data set \(folder)/\(data)") == true)
            }
            for path in ["settings", "other/set", "../new"] {
                try NewFolder.requireOutside(folder + "/" + path, data: folder + "/set")
            }
            try NewFolder.requireOutside(folder + "/set/new", data: nil)
            try NewFolder.requireOutside(folder + "/new", data: folder + "/none")
        }
    }

    @Test(arguments: [1, 3])
    func writesImagesThatReadBackEqual(channels: Int) throws {
        try withFolder { folder in
            let shape = ImageShape(height: 5, width: 7, channels: channels)
            let pixels = (0..<shape.count).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 13) }
            try FileManager.default.createDirectory(atPath: folder + "/class", withIntermediateDirectories: true)
            try PNGWriter.write(pixels, shape: shape, to: folder + "/class/image.png")
            var options = DataOptions(imageHeight: 5, imageWidth: 7, channels: channels)
            options.validationFraction = 0
            let read = try DatasetReader.read(path: folder, options: options)
            #expect(read.train.images.withBytes { Array($0) } == pixels)
        }
    }

    @Test func namesTheFileThatCannotBeWritten() throws {
        try withFolder { folder in
            let path = folder + "/missing/image.png"
            let error = #expect(throws: DatasetError.self) {
                try PNGWriter.write([0], shape: ImageShape(height: 1, width: 1, channels: 1), to: path)
            }
            #expect(error?.description.hasPrefix("cannot write \(path): No such file or directory; check") == true)
        }
    }

    /// Calls `body` with an empty folder, and removes it.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = TemporaryFolder()
        try body(folder.path)
    }
}
