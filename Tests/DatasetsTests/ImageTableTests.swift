import Datasets
import Foundation
import Tensors
import TestKit
import Testing

/// A table of images: what it lists is read as from folders, and a bad row is named.
@Suite struct ImageTableTests {
    private let folder = TemporaryFolder()

    init() throws {
        for (split, classes) in [("train", ["happy": 3, "sad": 2]), ("validation", ["happy": 1, "sad": 1])] {
            for (name, count) in classes {
                for index in 0..<count {
                    let golden = ["grey.png", "rgb.png", "palette.png"][index]
                    try folder.add("faces/\(split)/\(name)/\(index), \"\(golden)", golden: golden)
                }
            }
        }
    }

    private func dataset(_ table: String, _ options: DataOptions = DataOptions()) throws(DatasetError) -> Dataset {
        try DatasetReader.read(path: folder.write(Data(table.utf8), to: "table.csv"), options: options)
    }

    private func expectEqual(_ left: Dataset, _ right: Dataset) {
        #expect(left.classes == right.classes)
        for (a, b) in [(left.train, right.train), (left.validation, right.validation)] {
            #expect(a.labels == b.labels)
            #expect(a.images.withBytes { Array($0) } == b.images.withBytes { Array($0) })
        }
    }

    private static let quoted = "\"faces/train/happy/0, \"\"grey.png\""

    @Test func givesWhatTheFolderGives() throws {
        var rows = ["Split,other,PATH,label"]
        for split in ["train", "validation"] {
            for name in ["sad", "happy"] {
                for file in try FileManager.default.contentsOfDirectory(
                    atPath: folder.file("faces/\(split)/\(name)")
                ).sorted() {
                    let path = "faces/\(split)/\(name)/\(file)".replacing("\"", with: "\"\"")
                    rows.append("\(split == "train" ? "Training" : "val"),ignored,\"\(path)\",\(name)")
                }
            }
        }
        let fromFolder = try DatasetReader.read(path: folder.file("faces"), options: DataOptions())
        for lineEnd in ["\n", "\r\n"] {
            expectEqual(try dataset("\u{FEFF}" + rows.joined(separator: lineEnd)), fromFolder)
        }
        // A folder with one table is that table.
        try FileManager.default.createDirectory(atPath: folder.file("lists"), withIntermediateDirectories: true)
        let list = rows.joined(separator: "\n").replacing("\"faces/", with: "\"../faces/")
        folder.write(Data(list.utf8), to: "lists/table.csv")
        expectEqual(try DatasetReader.read(path: folder.file("lists"), options: DataOptions()), fromFolder)
        #expect(fromFolder.train.sources.first == folder.file("faces/train/happy/0, \"grey.png"))
    }

    @Test func withoutSplitsAFractionIsHeldOut() throws {
        let row = ImageTableTests.quoted
        let data = try dataset((["path,label"] + (0..<20).map { _ in "\(row),happy" }).joined(separator: "\n"))
        #expect(data.train.count == 18 && data.validation.count == 2)
        #expect(data.validation.sources == Array(repeating: folder.file("faces/train/happy/0, \"grey.png"), count: 2))
    }

    @Test func absolutePathsAndProtectedNames() throws {
        let path = folder.file("faces/train/happy/0, \"grey.png").replacing("\"", with: "\"\"")
        let data = try dataset(
            "label,path\n'=1+1,\"\(path)\"\n'quoted',\"\(path)\"\n\" blank \",\"\(path)\"\n",
            DataOptions(validationFraction: 0))
        #expect(data.classes == [" blank ", "'quoted'", "=1+1"])
    }

    @Test(arguments: [
        (
            "faces/none.png,sad,train",
            "there is no file FOLDER/faces/none.png; paths are relative to the table's folder"
        ),
        ("faces,sad,train", "FOLDER/faces: "), (",sad,train", "has no path"), ("a.png,,train", "has no label"),
        ("a.png,sad,exam", "split 'exam' is none of train, validation, test"),
        ("a.png,sad,", "split '' is none of train, validation, test"),
        ("a.png,sad", "has 2 fields, the header 3"),
        ("a.png", "has 1 field, the header 3"),
        ("\"a.png,sad,train", "has 1 field, the header 3: a quote is not closed"),
    ])
    func aBadRow(_ line: String, _ reason: String) throws {
        // All rows are read before the first image.
        let isRow = !line.hasPrefix("faces")
        let table =
            "path,label,split\n\(ImageTableTests.quoted),happy,train\n\(line)\n" + (isRow ? "b.png,sad\n" : "")
        let error = #expect(throws: DatasetError.self) { try dataset(table) }
        let text = try #require(error).description
        let expected = "\(folder.path)/table.csv, row 3: \(reason.replacing("FOLDER", with: folder.path))"
        #expect(text.hasPrefix(expected), "\(text)")
        #expect(
            text.hasSuffix("; repair or remove the row, or leave out such rows by data.skip_unreadable"), "\(text)")
        if isRow {
            let rest = try dataset(table, DataOptions(validationFraction: 0, skipUnreadable: true))
            #expect(rest.skipped == 2 && rest.train.count == 1 && rest.classes == ["happy"])
            #expect(rest.remarks.contains { $0.hasPrefix("left out 2 rows that cannot be read: row 3: ") })
        } else {
            // The row's class would have no image.
            let error = #expect(throws: DatasetError.self) { try dataset(table, DataOptions(skipUnreadable: true)) }
            #expect(error?.description.hasSuffix("class 'sad' has no readable training image") == true)
        }
    }

    @Test(arguments: [
        ("path,label\n", "no rows of training images"),
        ("path,label,split\na.png,sad,test\n", "no rows of training images"),
        (
            "path,label,split\n\(quoted),happy,train\n\(quoted),sad,test\n",
            "row 3 is of class 'sad', which has no training rows; remove it"
        ),
        (
            "name,label\n",
            "not FER2013's table, nor one of images: its first row must name the columns 'emotion' and 'pixels', or "
                + "'path' and 'label'"
        ),
        ("path;label;split\n", "its columns are separated by semicolons; separate them by commas"),
        ("path\tlabel\na.png\tsad\n", "its columns are separated by tabs; separate them by commas"),
    ])
    func aBadTable(_ table: String, _ reason: String) throws {
        let error = #expect(throws: DatasetError.self) { try dataset(table) }
        #expect(error == .wrongLayout(path: folder.file("table.csv"), reason: reason))
    }

    /// Without a column `split` all rows are training images; a column that may be meant is named.
    @Test(arguments: [("path,label,Set", "set"), ("fold,path,label", "fold"), ("path,label,other", nil)])
    func splitsUnderAnotherName(_ header: String, _ column: String?) throws {
        let row = header.split(separator: ",").map { name in
            name == "path" ? ImageTableTests.quoted : name == "label" ? "happy" : "test"
        }
        let data = try dataset("\(header)\n\(row.joined(separator: ","))\n", DataOptions(validationFraction: 0))
        #expect(data.train.count == 1 && data.test == nil)
        let remarks = data.remarks.filter { $0.contains("no column 'split'") }
        #expect(remarks.count == (column == nil ? 0 : 1))
        if let column {
            #expect(remarks[0].hasSuffix("the column '\(column)' is ignored: if it has the splits, name it 'split'"))
        }
    }

    @Test func aListingIsTheTableOfWhatIsRead() throws {
        let path = folder.file("faces")
        let listing = try ImageListing(of: path, skipUnreadable: false)
        #expect(!listing.isOfRows)
        #expect(listing.rows.map(\.split) == Array(repeating: .train, count: 5) + [.validation, .validation])
        #expect(listing.rows.map(\.label) == ["happy", "happy", "happy", "sad", "sad", "happy", "sad"])
        let data = try DatasetReader.read(path: path, options: DataOptions())
        #expect(listing.rows.map(\.source) == data.train.sources + data.validation.sources)
    }

    @Test func aListingOfRowsAndOfWhatCannotBeAnImage() throws {
        var table = TestTable()
        table.add(3, grey: 1)
        table.add(4, grey: 1, "PublicTest")
        table.lines.append("7,1,Training")
        let path = folder.write(table.data(), to: "fer.csv")
        #expect(throws: DatasetError.self) { try ImageListing(of: path, skipUnreadable: false) }
        let rows = try ImageListing(of: path, skipUnreadable: true)
        #expect(rows.isOfRows && rows.rows.map(\.source) == ["2", "3"])
        #expect(rows.rows.map(\.label) == ["happy", "sad"] && rows.rows.map(\.split) == [.train, .validation])

        folder.makeFolder("faces/train/sad/folder")
        let faces = folder.file("faces")
        #expect(throws: DatasetError.self) { try ImageListing(of: faces, skipUnreadable: false) }
        #expect(try ImageListing(of: faces, skipUnreadable: true).rows.count == 7)
    }
}
