import Datasets
import Foundation
import Testing

/// Folders that are not laid out as they should be, and options outside their range.
@Suite struct LayoutErrorsTests {
    private static func message(_ folder: TestFolder, _ options: DataOptions = DataOptions()) throws -> String {
        try #require(#expect(throws: DatasetError.self) { try folder.read(options) }).description
    }

    @Test func nothingThere() throws {
        let folder = try TestFolder()
        #expect(try LayoutErrorsTests.message(folder) == "\(folder.path): no class folders with images in it")
        let missing = folder.path("nothing")
        #expect(throws: DatasetError.notFound(path: missing)) {
            try DatasetReader.read(path: missing, options: DataOptions())
        }
        let text = try folder.write(Data("x".utf8), to: "notes.txt")
        #expect(throws: DatasetError.wrongLayout(path: text, reason: "neither a folder of images nor a .csv table")) {
            try DatasetReader.read(path: text, options: DataOptions())
        }
    }

    @Test func anEmptyTrainFolder() throws {
        let folder = try TestFolder()
        try folder.makeFolder("train")
        #expect(try LayoutErrorsTests.message(folder) == "\(folder.path)/train: no class folders with images in it")
    }

    @Test func anEmptyClass() throws {
        let folder = try TestFolder()
        try folder.add("train/happy/1.png")
        try folder.makeFolder("train/sad")
        try folder.write(Data(), to: "train/sad/.DS_Store")
        let text = try LayoutErrorsTests.message(folder, DataOptions(skipUnreadable: true))
        #expect(text.hasPrefix("\(folder.path)/train/sad: the class folder is empty"))
    }

    @Test func aClassWithoutAReadableImage() throws {
        let folder = try TestFolder()
        try folder.add("happy/1.png")
        try folder.write(Data(), to: "sad/1.png")
        let text = try LayoutErrorsTests.message(folder, DataOptions(skipUnreadable: true))
        #expect(text == "\(folder.path)/sad: the class folder has no readable image")
    }

    @Test(arguments: ["validation", "val", "test"])
    func aClassThatTrainingLacks(split: String) throws {
        let folder = try TestFolder()
        try folder.add("train/happy/1.png")
        try folder.add("\(split)/happy/1.png")
        try folder.add("\(split)/sad/1.png")
        let text = try LayoutErrorsTests.message(folder, DataOptions(skipUnreadable: true))
        #expect(text.hasPrefix("\(folder.path)/\(split)/sad: class 'sad' is not among the training classes (happy)"))
    }

    @Test func foldersThatMeanNothing() throws {
        let folder = try TestFolder()
        for name in ["train/a/1.png", "val/a/1.png", "validation/a/1.png"] { try folder.add(name) }
        #expect(try LayoutErrorsTests.message(folder).contains("has both 'validation' and 'val'"))
        try folder.add("valid/a/1.png")
        #expect(try LayoutErrorsTests.message(folder).hasPrefix("\(folder.path)/valid: beside 'train'"))
    }

    @Test func imagesBesideTheClassFolders() throws {
        let folder = try TestFolder()
        try folder.add("a/1.png")
        try folder.add("lost.png")
        #expect(try LayoutErrorsTests.message(folder).hasPrefix("\(folder.path)/lost.png: an image beside the class"))
    }

    @Test func nothingToHoldOut() throws {
        let folder = try TestFolder()
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
        #expect(try LayoutErrorsTests.message(TestFolder(), options) == message)
    }
}
