/// The images of a data set, which are not read: where each is, its class and its split.
public struct ImageListing: Sendable {
    /// One image.
    public struct Row: Sendable, Hashable {
        /// The path of its file; in FER2013's table, the line of its row.
        public let source: String
        /// Its class.
        public let label: String
        /// Its split. Images that a run would hold out for validation are training images.
        public let split: SplitName
    }

    /// Whether the images are rows of FER2013's table, and not files.
    public let isOfRows: Bool
    /// The images in the order in which they are read: split by split, class by class.
    public let rows: [Row]
    /// Remarks on how they were found, a line each.
    public let remarks: [String]

    /// Lists the images of a data set.
    ///
    /// - Parameters:
    ///   - path: as for ``DatasetReader/read(path:options:decoded:progress:)``.
    ///   - skipUnreadable: leaves out what cannot be an image, or a row; if false, the first is an error.
    /// - Throws: `DatasetError`. Damaged images are listed, since no file is opened.
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
