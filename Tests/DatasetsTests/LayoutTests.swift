import Datasets
import Foundation
import Testing
import TestKit

/// Layouts of common archives: those that are unambiguous are read, with a remark.
@Suite struct LayoutTests {
    private static func folder(_ names: String...) throws -> TemporaryFolder {
        let folder = TemporaryFolder()
        for name in names { try folder.add(name) }
        return folder
    }

    @Test(arguments: [
        ("Train", "Validation", "Test"), ("train", "valid", "test"), ("TRAINING", "dev", "Testing"),
        ("Training", "PublicTest", "PrivateTest"), ("train_set", "val-set", "test set"),
        ("train", "validate", "testing"),
        ("Training_Data", "Validation_Data", "Test_Data"),
    ])
    func usualNamesOfSplits(train: String, validation: String, test: String) throws {
        let folder = try LayoutTests.folder(
            "\(train)/a/1.png", "\(train)/a/2.png", "\(train)/b/1.png", "\(validation)/a/1.png",
            "\(validation)/b/1.png",
            "\(test)/a/1.png", "\(test)/b/1.png", "\(test)/b/2.png")
        let data = try folder.read()
        #expect([data.train.count, data.validation.count, data.test?.count] == [3, 2, 3])
        #expect(data.remarks.count == 1)
        for (name, split) in [(train, "training"), (validation, "validation"), (test, "test")] {
            let isPlain = ["train", "test"].contains(name)
            #expect(data.remarks[0].contains("'\(name)' as the \(split) images") != isPlain)
        }
    }

    @Test func theDocumentedNamesNeedNoRemark() throws {
        for validation in ["val", "validation"] {
            let folder = try LayoutTests.folder(
                "train/a/1.png", "train/b/1.png", "\(validation)/a/1.png", "\(validation)/b/1.png")
            #expect(try folder.read().remarks == [])
        }
    }

    @Test func whatArchivesLeaveBeside() throws {
        let folder = try LayoutTests.folder(
            "train/a/1.png", "train/b/1.png", "val/a/1.png", "val/b/1.png", "__MACOSX/train/a/._1.png", ".git/x.png",
            "train/a/._1.png", "train/__MACOSX/1.png", ".ipynb_checkpoints/1.png")
        folder.write(Data(), to: "train/a/desktop.ini")
        folder.write(Data(), to: "Thumbs.db")
        let data = try folder.read()
        #expect(data.train.count == 2)
        #expect(
            data.remarks == [
                "left out beside the folders of images: \(folder.path)/__MACOSX",
                "left out beside the class folders: train/__MACOSX",
            ])
    }

    @Test func oneFolderWrappedAround() throws {
        let folder = try LayoutTests.folder(
            "archive/fer2013/train/a/1.png", "archive/fer2013/train/b/1.png", "archive/fer2013/test/a/1.png",
            "__MACOSX/x")
        folder.write(Data("x".utf8), to: "archive/LICENSE")
        let data = try folder.read(DataOptions(validationFraction: 0))
        #expect([data.train.count, data.test?.count] == [2, 1])
        let inner = "\(folder.path)/archive/fer2013"
        #expect(data.remarks.contains("\(folder.path): reads \(inner), the only folder of images in it"))
        #expect(data.remarks.contains("left out beside the folders of images: \(folder.path)/archive/LICENSE"))
        let classes = try LayoutTests.folder("faces/a/1.png", "faces/b/1.png").read(DataOptions(validationFraction: 0))
        #expect(classes.classes == ["a", "b"])
    }

    @Test func oneTableWrappedAround() throws {
        var table = TestTable()
        for emotion in [0, 0, 3, 3] { table.add(emotion, grey: 7) }
        let folder = TemporaryFolder()
        folder.write(table.data(), to: "fer2013/fer2013.csv")
        folder.write(Data("x".utf8), to: "fer2013/fer2013.bib")
        let data = try folder.read()
        #expect(data.classes == ["angry", "happy"])
        #expect(
            data.remarks.last
                == "\(folder.path)/fer2013: reads \(folder.path)/fer2013/fer2013.csv, the only table in it")
        // The kind of a file is known by its contents.
        let path = folder.write(table.data(), to: "table.txt")
        #expect(try DatasetReader.read(path: path, options: DataOptions()).train.count == 2)
    }

    @Test func aTrainingFolderWhoseSiblingsAreNotRead() throws {
        let folder = try LayoutTests.folder(
            "train/a/1.png", "train/a/2.png", "train/b/1.png", "valid/a/1.png", "docs/x.png")
        let data = try DatasetReader.read(path: folder.file("train"), options: DataOptions())
        #expect(data.train.count == 2)
        #expect(
            data.remarks.first
                == "\(folder.path)/train: valid beside it is not read; name \(folder.path) to use it")
    }

    @Test func classesWithoutImagesOfASplit() throws {
        let folder = try LayoutTests.folder(
            "train/a/1.png", "train/b/1.png", "train/c/1.png", "validation/a/1.png", "test/b/1.png", "test/c/1.png")
        let remarks = try folder.read().remarks
        #expect(remarks.count == 2)
        #expect(remarks[0].hasPrefix("no validation images of class 'b', 'c': "))
        #expect(remarks[1].hasPrefix("no test images of class 'a': "))
        let held = try LayoutTests.folder("a/1.png", "a/2.png", "b/1.png").read()
        #expect(held.remarks.count == 1 && held.remarks[0].hasPrefix("no validation images of class 'b'"))
    }
}
