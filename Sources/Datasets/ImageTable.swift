/// A table of images with the columns `path`, `label` and optionally `split`. The columns may be in any order, and
/// their names in any case; other columns are ignored. Paths are relative to the table's folder.
struct ImageTable {
    private let file: CSVTable
    private let pathColumn: Int
    private let labelColumn: Int
    private let splitColumn: Int?

    /// What a row of the table says about an image.
    private struct Row {
        let number: Int
        let path: String
        let label: String
        let split: SplitName
    }

    /// Takes a table whose header names the columns `path` and `label`. The result is nil for any other table.
    init?(_ file: CSVTable) {
        guard let path = file.columns.firstIndex(of: "path"), let label = file.columns.firstIndex(of: "label") else {
            return nil
        }
        self.file = file
        pathColumn = path
        labelColumn = label
        splitColumn = file.columns.firstIndex(of: "split")
    }

    /// The files that the table lists, split by split and class by class; those of a class are in the table's order.
    /// Without a column `split` all are training images. This reads all rows and opens no image. If `skipUnreadable` is
    /// true, rows that cannot be read are left out; otherwise the first of them is an error.
    func files(skipUnreadable: Bool, remarks: [String]) throws(DatasetError) -> DatasetFiles {
        let (rows, unreadable) = try rows(skipUnreadable: skipUnreadable)
        let classes = Set(rows.filter { $0.split == .train }.map(\.label)).sorted(by: Folder.precedes)
        guard !classes.isEmpty else { throw .wrongLayout(path: file.path, reason: "no rows of training images") }
        guard classes.count <= DatasetReader.mostClasses else {
            throw .wrongLayout(
                path: file.path, reason: "\(classes.count) classes, more than \(DatasetReader.mostClasses)")
        }
        let labels = Dictionary(uniqueKeysWithValues: zip(classes, classes.indices))
        var members: [SplitName: [[DatasetFiles.Sample]]] = [:]
        let folder = file.path.lastIndex(of: "/").map { file.path[...$0] } ?? ""
        for row in rows {
            guard let label = labels[row.label] else {
                throw .wrongLayout(
                    path: file.path,
                    reason: "row \(row.number) is of class '\(row.label)', which has no training rows; remove it")
            }
            let path = row.path.hasPrefix("/") ? row.path : folder + row.path
            members[row.split, default: classes.map { _ in [] }][label].append(
                DatasetFiles.Sample(path: path, label: UInt16(label), row: row.number))
        }
        let splits = SplitName.allCases.compactMap { name in
            members[name].map { (name: name, samples: Array($0.joined())) }
        }
        return DatasetFiles(
            classes: classes, splits: splits, remarks: remarks, root: file.path, train: file.path, isTable: true,
            unreadableRows: unreadable)
    }

    private func rows(skipUnreadable: Bool) throws(DatasetError) -> ([Row], unreadable: [DatasetError]) {
        var rows: [Row] = []
        var unreadable: [DatasetError] = []
        for index in 0..<file.count {
            do throws(DatasetError) {
                rows.append(try file.read(index) { fields throws(CSVLine.Failure) in try row(index, fields) })
            } catch {
                guard skipUnreadable else { throw error }
                unreadable.append(error)
            }
        }
        return (rows, unreadable)
    }

    private func row(_ index: Int, _ fields: [Slice<UnsafeRawBufferPointer>]) throws(CSVLine.Failure) -> Row {
        var split = SplitName.train
        if let splitColumn {
            let text = CSVLine.text(fields[splitColumn])
            guard let known = SplitName(folder: text) else {
                throw CSVLine.Failure(reason: "split '\(text)' is none of train, validation, test")
            }
            split = known
        }
        return Row(
            number: file.number(ofRow: index), path: try CSVLine.string(fields[pathColumn], "path"),
            label: try CSVLine.string(fields[labelColumn], "label"), split: split)
    }
}
