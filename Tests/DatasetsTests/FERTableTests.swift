import Datasets
import Foundation
import Tensors
import Testing
import TestKit

/// FER2013's CSV: what is read from it, and errors that name the file and the row.
@Suite struct FERTableTests {
    private static func read(
        _ data: Data, _ options: DataOptions = DataOptions()
    ) throws -> (Result<Dataset, DatasetError>, path: String) {
        let folder = TemporaryFolder()
        let path = folder.write(data, to: "fer2013.csv")
        return (
            Result { () throws(DatasetError) in try DatasetReader.read(path: path, options: options) }, path
        )
    }

    private static func greys(_ split: Split) -> [Int] {
        (0..<split.count).map { Int(split.images.pixels(of: [$0]).last!) }
    }

    private static let table: TestTable = {
        var table = TestTable()
        table.add(6, grey: 1)
        table.add(3, grey: 2)
        table.add(6, grey: 3, "PublicTest")
        table.add(0, grey: 4)
        table.add(3, grey: 5)
        table.add(0, grey: 6, "PrivateTest")
        return table
    }()

    @Test(arguments: ["\n", "\r\n", "\n\n"])
    func readsTheThreeUsagesClassByClass(lineEnd: String) throws {
        let data = try FERTableTests.read(FERTableTests.table.data(lineEnd: lineEnd)).0.get()
        #expect(data.classes == ["angry", "happy", "neutral"])
        #expect(data.train.labels == [0, 1, 1, 2])
        #expect(FERTableTests.greys(data.train) == [4, 2, 5, 1])
        #expect(data.validation.labels == [2])
        #expect(FERTableTests.greys(data.validation) == [3])
        #expect(data.test?.labels == [0])
        #expect(data.skipped == 0)
    }

    @Test func readsQuotedFieldsInAnyOrder() throws {
        let pixels = TestTable.pixels(7)
        let text =
            "\u{FEFF}\"Usage\", \"pixels\",\"emotion\"\n\"Training\",\"\(pixels)\",\"3\"\n"
            + "\"Training\",\" \(pixels) \",\"3\"\nPublicTest,\(pixels), 3"
        let data = try FERTableTests.read(Data(text.utf8)).0.get()
        #expect(data.classes == ["happy"])
        #expect(FERTableTests.greys(data.train) == [7, 7])
        #expect(FERTableTests.greys(data.validation) == [7])
    }

    @Test func withoutUsageAllRowsAreTrainingRows() throws {
        let rows = (0..<20).map { "1,\(TestTable.pixels($0))" }
        let data = try FERTableTests.read(Data((["emotion,pixels"] + rows).joined(separator: "\n").utf8)).0.get()
        #expect(data.train.count == 18)
        #expect(data.validation.count == 2)
    }

    @Test func givesWhatTheSameImagesInFoldersGive() throws {
        let folder = TemporaryFolder()
        var table = TestTable()
        for index in 0..<40 {
            let emotion = index % 2 == 0 ? 5 : 2
            let shape = DataOptions().shape
            let golden = ["rgb.png", "grey.png", "palette.png"][index % 3]
            let pixels = try readImage(path: Goldens.image(golden), shape: shape).map { (Int($0) + index) % 256 }
            table.lines.append("\(emotion),\(pixels.map(String.init).joined(separator: " ")),Training")
            let name = "\(emotion == 5 ? "surprise" : "fear")/\(100 + index).png"
            let file = folder.write(Data(), to: name)
            try PNGWriter.write(pixels.map(UInt8.init), shape: shape, to: file)
        }
        let fromTable = try FERTableTests.read(table.data()).0.get()
        let fromFolder = try folder.read()
        #expect(fromTable.classes == fromFolder.classes)
        for (a, b) in [(fromTable.train, fromFolder.train), (fromTable.validation, fromFolder.validation)] {
            #expect(a.labels == b.labels)
            #expect(a.images.withBytes { Array($0) } == b.images.withBytes { Array($0) })
        }
    }

    @Test(arguments: [
        ("3,\(TestTable.pixels(1, count: 2303)),Training", "has 2303 pixels, not 48×48 = 2304"),
        ("3,\(TestTable.pixels(1, count: 2305)),Training", "has 2305 pixels, not 48×48 = 2304"),
        ("3,1 2 300,Training", "pixel 3 is not a number in 0…255"),
        ("3,1 2 x,Training", "pixel 3 is not a number in 0…255"),
        ("7,\(TestTable.pixels(1)),Training", "emotion '7' is not in 0…6"),
        ("3,\(TestTable.pixels(1)),Exam", "usage 'Exam' is none of Training, PublicTest, PrivateTest"),
        ("3,\(TestTable.pixels(1))", "has 2 fields, the header 3"),
    ])
    func aBadRow(_ line: String, _ reason: String) throws {
        var table = FERTableTests.table
        table.lines.insert(line, at: 4)
        table.lines.append("9,also wrong,but later")
        let (result, path) = try FERTableTests.read(table.data())
        let error = #expect(throws: DatasetError.self) { try result.get() }
        let message =
            "\(path), row 5: \(reason); repair or remove the row, or leave out such rows by data.skip_unreadable"
        #expect(error?.description == message)
        let rest = try FERTableTests.read(table.data(), DataOptions(skipUnreadable: true)).0.get()
        #expect(rest.skipped == 2)
        #expect(rest.train.labels == [0, 1, 1, 2])
    }

    @Test func aValidationClassThatTrainingLacks() throws {
        var table = FERTableTests.table
        table.add(4, grey: 1, "PublicTest")
        let (result, path) = try FERTableTests.read(table.data())
        let error = #expect(throws: DatasetError.self) { try result.get() }
        #expect(error?.description.hasPrefix("\(path): row 8 is of class 'sad', which has no Training rows") == true)
    }

    @Test(arguments: [
        ("", "an empty file"),
        ("emotion,pixels,Usage\n", "no Training rows with images"),
        (
            "a,b\n1,2\n",
            "not FER2013's table, nor one of images: its first row must name the columns 'emotion' and 'pixels', or "
                + "'path' and 'label'"
        ),
    ])
    func notATable(_ text: String, _ reason: String) throws {
        let (result, path) = try FERTableTests.read(Data(text.utf8))
        #expect(throws: DatasetError.wrongLayout(path: path, reason: reason)) { try result.get() }
    }
}
