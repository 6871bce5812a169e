import Datasets
import Foundation
import Testing
import TestKit

/// Folders with a wrong layout, and options outside their range.
@Suite struct LayoutErrorsTests {
    private static func message(_ folder: TemporaryFolder, _ options: DataOptions = DataOptions()) throws -> String {
        try #require(#expect(throws: DatasetError.self) { try folder.read(options) }).description
    }

    @Test func nothingThere() throws {
        let folder = TemporaryFolder()
        #expect(try LayoutErrorsTests.message(folder) == "\(folder.path): no class folders with images in it")
        let missing = folder.file("nothing")
        #expect(throws: DatasetError.notFound(path: missing)) {
            try DatasetReader.read(path: missing, options: DataOptions())
        }
        let text = folder.write(Data("x".utf8), to: "notes.txt")
        let error = #expect(throws: DatasetError.self) { try DatasetReader.read(path: text, options: DataOptions()) }
        #expect(try #require(error).description.hasPrefix("\(text): not FER2013's table"))
    }

    @Test func anEmptyTrainFolder() throws {
        let folder = TemporaryFolder()
        folder.makeFolder("train")
        #expect(try LayoutErrorsTests.message(folder) == "\(folder.path)/train: no class folders with images in it")
    }

    @Test func anEmptyClass() throws {
        let folder = TemporaryFolder()
        try folder.add("train/happy/1.png")
        folder.makeFolder("train/sad")
        folder.write(Data(), to: "train/sad/.DS_Store")
        let text = try LayoutErrorsTests.message(folder, DataOptions(skipUnreadable: true))
        #expect(text.hasPrefix("\(folder.path)/train/sad: the class folder is empty"))
    }

    @Test func aClassWithoutAReadableImage() throws {
        let folder = TemporaryFolder()
        try folder.add("happy/1.png")
        folder.write(Data(), to: "sad/1.png")
        let text = try LayoutErrorsTests.message(folder, DataOptions(skipUnreadable: true))
        #expect(text == "\(folder.path)/sad: the class folder has no readable image")
    }

    @Test(arguments: ["validation", "val", "test"])
    func aClassThatTrainingLacks(split: String) throws {
        let folder = TemporaryFolder()
        try folder.add("train/happy/1.png")
        try folder.add("\(split)/happy/1.png")
        try folder.add("\(split)/sad/1.png")
        let text = try LayoutErrorsTests.message(folder, DataOptions(skipUnreadable: true))
        #expect(text.hasPrefix("\(folder.path)/\(split)/sad: class 'sad' is not among the training classes (happy)"))
    }

    @Test func foldersThatMeanNothing() throws {
        let folder = TemporaryFolder()
        for name in ["train/a/1.png", "val/a/1.png", "validation/a/1.png"] { try folder.add(name) }
        #expect(try LayoutErrorsTests.message(folder).contains("has both 'val' and 'validation' for validation images"))
        try folder.add("more/a/1.png")
        #expect(try LayoutErrorsTests.message(folder).hasPrefix("\(folder.path)/more: beside 'train'"))
    }

    @Test func imagesBesideTheClassFolders() throws {
        let folder = TemporaryFolder()
        try folder.add("a/1.png")
        try folder.add("lost.png")
        #expect(try LayoutErrorsTests.message(folder).hasPrefix("\(folder.path)/lost.png: an image beside the class"))
    }

    @Test func oneFolderTooHigh() throws {
        let folder = TemporaryFolder()
        for name in ["fer2013/train/a/1.png", "ck/a/1.png", "old/b/1.png"] { try folder.add(name) }
        #expect(
            try LayoutErrorsTests.message(folder)
                == "\(folder.path): holds 3 folders of folders, and no class folders with images: "
                + "did you mean \(folder.path)/fer2013?")
    }

    @Test func oneFolderTooLow() throws {
        let folder = TemporaryFolder()
        for name in ["train/a/1.png", "train/a/2.png", "train/b/1.png"] { try folder.add(name) }
        let error = #expect(throws: DatasetError.self) {
            try DatasetReader.read(path: folder.file("train/a"), options: DataOptions())
        }
        let text = try #require(error).description
        #expect(text.contains("holds images and no class folders"))
        #expect(text.hasSuffix("did you mean \(folder.path)/train?"))
    }

    @Test func noFolderOfTrainingImages() throws {
        let folder = TemporaryFolder()
        for name in ["Testing/a/1.png", "val/a/1.png"] { try folder.add(name) }
        #expect(
            try LayoutErrorsTests.message(folder)
                == "\(folder.path): holds 'Testing' and 'val' but no folder of training images; name it 'train'")
    }

    @Test func foldersWithoutEnd() throws {
        let folder = TemporaryFolder()
        folder.makeFolder("a")
        try FileManager.default.createSymbolicLink(atPath: folder.file("a/b"), withDestinationPath: folder.path)
        #expect(try LayoutErrorsTests.message(folder).contains("in a circle of links"))
    }

    @Test(arguments: [
        ("faces.zip", [0x50, 0x4B, 3, 4], "is a zip archive and not a data set: unpack it first"),
        ("faces.tar.gz", [0x1F, 0x8B, 8], "is a gzip archive and not a data set: unpack it first"),
        ("faces.csv", [0x50, 0x4B, 3, 4], "is a zip archive"),
        (
            "one.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
            "is a PNG image and not a data set: name the folder"
        ),
        ("faces.h5", [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "is an HDF5 file and not a data set"),
    ])
    func filesOfAnotherKind(name: String, start: [Int], says: String) throws {
        let folder = TemporaryFolder()
        let path = folder.write(Data(start.map(UInt8.init)) + Data(count: 600), to: name)
        let error = #expect(throws: DatasetError.self) { try DatasetReader.read(path: path, options: DataOptions()) }
        #expect(try #require(error).description.hasPrefix("\(path): \(says)"))
    }

    @Test func anArchiveAloneAndAnAddress() throws {
        let folder = TemporaryFolder()
        folder.write(Data(), to: "archive.zip")
        #expect(
            try LayoutErrorsTests.message(folder).hasSuffix(
                "archive.zip: an archive, and no class folders beside it: unpack it first"))
        for address in ["https://example.org/fer2013.zip", "s3://bucket/faces"] {
            let error = #expect(throws: DatasetError.address(path: address)) {
                try DatasetReader.read(path: address, options: DataOptions())
            }
            #expect(try #require(error).description.contains("download it first"))
        }
        #expect(throws: DatasetError.notFound(path: "a:b")) {
            try DatasetReader.read(path: "a:b", options: DataOptions())
        }
    }

    @Test func nothingToHoldOut() throws {
        let folder = TemporaryFolder()
        try folder.add("a/1.png")
        try folder.add("b/1.png")
        #expect(try LayoutErrorsTests.message(folder).contains("no class has two images"))
        #expect(try folder.read(DataOptions(validationFraction: 0)).train.count == 2)
    }

    @Test(arguments: [
        (DataOptions(imageHeight: 0), "data.image_height: 0 is not in 1…4096"),
        (DataOptions(imageWidth: 100_000), "data.image_width: 100000 is not in 1…4096"),
        (DataOptions(channels: 2), "data.channels: 2 is neither 1 (grey) nor 3 (RGB)"),
        (DataOptions(validationFraction: 1), "data.validation_fraction: 1.0 is not in 0 ..< 1"),
        (DataOptions(validationFraction: .nan), "data.validation_fraction: nan is not in 0 ..< 1"),
    ])
    func options(_ options: DataOptions, _ message: String) throws {
        #expect(try LayoutErrorsTests.message(TemporaryFolder(), options) == message)
    }
}
