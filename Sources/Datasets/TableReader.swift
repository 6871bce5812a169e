import PlainText
import Tensors

/// Reads FER2013's CSV. The same images in class folders give the same data set.
struct TableReader {
    let table: FERTable
    let options: DataOptions
    let remarks: [String]
    let progress: DatasetReader.Progress?

    private var path: String { table.file.path }

    func read() throws(DatasetError) -> Dataset {
        let (table, path) = (table, path)
        let kinds = PerSample<Kind>(count: table.count)
        let loader = ParallelLoader(shape: options.shape, skipUnreadable: options.skipUnreadable, progress: progress)
        let (images, failures) = try loader.load(count: table.count) { index, decoder, target throws(DatasetError) in
            let row = try table.row(index)
            do throws(PixelLimits.Failure) {
                try decoder.write(grey: row.pixels, side: FERTable.side, to: target)
            } catch {
                throw .unreadableRow(path: path, row: table.file.number(ofRow: index), reason: error.reason)
            }
            kinds[index] = Kind(emotion: row.emotion, usage: row.usage)
        }
        let rows = kinds.all
        let emotions = Set(rows.compactMap { $0?.usage == .train ? $0?.emotion : nil })
        guard !emotions.isEmpty else {
            throw .wrongLayout(path: path, reason: "no Training rows with images")
        }
        let classes = emotions.map { FERTable.emotions[$0] }.sorted(by: Folder.precedes)
        let labels = FERTable.emotions.map { classes.firstIndex(of: $0) }
        for (index, row) in rows.enumerated() {
            guard let row, labels[row.emotion] == nil else { continue }
            throw .wrongLayout(
                path: path,
                reason: "row \(table.file.number(ofRow: index)) is of class '\(FERTable.emotions[row.emotion])', "
                    + "which has no Training rows; remove it")
        }
        let train = split(.train, of: rows, images: images, labels: labels)
        let validation = split(.validation, of: rows, images: images, labels: labels)
        let test = split(.test, of: rows, images: images, labels: labels)
        let present = test.count > 0 ? test : nil
        if validation.count > 0 {
            return Dataset(
                classes: classes, train: train, validation: validation, test: present, skipped: failures.count,
                remarks: remarks + self.remarks(on: failures.map(\.error)))
        }
        return try DatasetReader.holdingOut(
            of: train, classes: classes, test: present, skipped: failures.count,
            remarks: remarks + self.remarks(on: failures.map(\.error)), path: path, options: options)
    }

    /// A remark on the rows that were left out; empty if there are none.
    private func remarks(on failures: [DatasetError]) -> [String] {
        guard !failures.isEmpty else { return [] }
        let count = counted(failures.count, "row") + " that cannot be read"
        return ["left out \(count): \(failures.map(\.reason).joined(separator: ", "))"]
    }

    /// The emotion and the usage of a readable row.
    private struct Kind: Sendable {
        let emotion: Int
        let usage: FERTable.Usage
    }

    /// The samples of one usage, class by class; those of a class are in the table's order. `rows` has nil for an
    /// unreadable row. `labels` has the label of each emotion; nil for an emotion without training rows.
    private func split(_ usage: FERTable.Usage, of rows: [Kind?], images: ImageStore, labels: [Int?]) -> Split {
        var members = [[Int]](repeating: [], count: FERTable.emotions.count)
        for (index, row) in rows.enumerated() {
            if let row, row.usage == usage, let label = labels[row.emotion] { members[label].append(index) }
        }
        let order = members.flatMap { $0 }
        let classes = members.enumerated().flatMap { [UInt16](repeating: UInt16($0), count: $1.count) }
        return Split(
            images: images.selecting(order), labels: classes, sources: order.map(table.source(ofRow:)))
    }
}
