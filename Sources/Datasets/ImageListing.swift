/// A list of the images of a data set, none of which is decoded: where each is, its class and its split.
public struct ImageListing: Sendable {
    /// One image of the data set: where it is, its class and its split.
    public struct Row: Sendable, Hashable {
        /// The path of the image's file; in FER2013's table, the number of its row's line.
        public let source: String
        /// The name of the image's class.
        public let label: String
        /// The image's split. Images that a run would hold out for validation are training images here.
        public let split: SplitName
    }

    /// Whether the images are rows of FER2013's table, and not files.
    public let isOfRows: Bool
    /// The images in the order in which they are read: files split by split and class by class, rows of FER2013's table
    /// one after another.
    public let rows: [Row]
    /// Remarks for the user on how the images were found, a line each.
    public let remarks: [String]

    /// Lists the images of a data set.
    ///
    /// - Parameters:
    ///   - path: as for ``DatasetReader/read(path:options:decoded:progress:)``.
    ///   - skipUnreadable: whether files that cannot be images, and rows that cannot be read, are left out; if false,
    ///     the first of them is an error.
    /// - Throws: `DatasetError`. Damaged images are listed, since no image file is opened.
    public init(of path: String, skipUnreadable: Bool) throws(DatasetError) {
        switch try DatasetReader.contents(of: path, skipUnreadable: skipUnreadable) {
        case .files(let files):
            isOfRows = false
            remarks = files.remarks
            var rows: [Row] = []
            for (name, samples) in files.splits {
                for sample in samples {
                    if let problem = sample.problem {
                        guard skipUnreadable else { throw problem }
                        continue
                    }
                    rows.append(Row(source: sample.path, label: files.classes[Int(sample.label)], split: name))
                }
            }
            self.rows = rows
        case .rows(let table, let remarks):
            isOfRows = true
            self.remarks = remarks
            rows = try ImageListing.rows(of: table, skipUnreadable: skipUnreadable)
        }
    }

    private static func rows(of table: FERTable, skipUnreadable: Bool) throws(DatasetError) -> [Row] {
        var rows: [Row] = []
        for index in 0..<table.count {
            do throws(DatasetError) {
                let row = try table.row(index)
                rows.append(
                    Row(
                        source: String(table.file.number(ofRow: index)), label: FERTable.emotions[row.emotion],
                        split: row.usage.split))
            } catch {
                guard skipUnreadable else { throw error }
            }
        }
        return rows
    }
}
