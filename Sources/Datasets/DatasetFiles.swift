import PlainText
import Tensors

/// The files of a data set with their classes and splits, found but not decoded.
struct DatasetFiles {
    /// The classes in the order of their labels.
    let classes: [String]
    /// The files of each split that the data has, class by class. A split of training files is always among them.
    let splits: [(name: SplitName, samples: [Sample])]
    /// Remarks for the user on how the files were found, a line each.
    let remarks: [String]
    /// The folder that the user named, or the table that lists the files.
    let root: String
    /// The folder of the training images, or the table that lists them.
    let train: String
    /// Whether the files are listed by a table, and not found in folders.
    let isTable: Bool
    /// For each row of the table that could not be read, its error. These rows were left out.
    var unreadableRows: [DatasetError] = []

    /// A file that may be an image.
    struct Sample {
        let path: String
        let label: UInt16
        /// Why it cannot be an image, where that is known without opening it; nil otherwise.
        var problem: DatasetError?
        /// The number of the table's line that lists the file; nil if the file was found in a folder.
        var row: Int?
    }

    /// Decodes all files, except those whose images are in `decoded`, and makes the data set.
    func read(
        _ options: DataOptions, decoded: (any DecodedImages)?, progress: DatasetReader.Progress?
    ) throws(DatasetError) -> Dataset {
        let loader = ParallelLoader(shape: options.shape, skipUnreadable: options.skipUnreadable, progress: progress)
        let files = splits.flatMap(\.samples)
        decoded?.begin(count: files.count)
        let (images, failures) = try loader.load(
            count: files.count, willRead: { decoded?.willRead($0, into: $1) },
            read: { index, decoder, target throws(DatasetError) in
                do throws(DatasetError) {
                    if let problem = files[index].problem { throw problem }
                    try decoder.decode(files[index].path, into: target) { file in
                        decoded?.recall(index, of: file, into: target) ?? false
                    }
                } catch {
                    throw inTable(error, files[index])
                }
            })
        decoded?.didRead(images, except: failures.map(\.index))
        let all = Split(images: images, labels: files.map(\.label), sources: files.map(\.path))
        let gaps = Set(failures.map(\.index))
        var read: [SplitName: Split] = [:]
        var first = 0
        for (name, samples) in splits {
            let part = all.selecting((first..<first + samples.count).filter { !gaps.contains($0) })
            first += samples.count
            try requireClasses(of: samples, in: part, name)
            read[name] = part
        }
        let lines = remarks + remarks(on: failures.map { (files[$0.index].path, $0.error) })
        let skipped = failures.count + unreadableRows.count
        guard let train = read[.train] else { preconditionFailure("a data set without training files") }
        if let validation = read[.validation] {
            return Dataset(
                classes: classes, train: train, validation: validation, test: read[.test], skipped: skipped,
                remarks: lines)
        }
        return try DatasetReader.holdingOut(
            of: train, classes: classes, test: read[.test], skipped: skipped, remarks: lines, path: self.train,
            options: options)
    }

    /// The error of a sample's file. If a table lists the file, this is an error of the table's row.
    private func inTable(_ error: DatasetError, _ sample: Sample) -> DatasetError {
        guard let row = sample.row else { return error }
        let reason =
            Folder.kind(sample.path) == nil
            ? "there is no file \(sample.path); paths are relative to the table's folder"
            : "\(sample.path): \(error.reason)"
        return .unreadableRow(path: root, row: row, reason: reason)
    }

    /// Checks that each class that has files in a split has a readable image in that split. `read` has the readable
    /// images.
    private func requireClasses(of samples: [Sample], in read: Split, _ name: SplitName) throws(DatasetError) {
        let present = Set(read.labels)
        guard let missing = samples.first(where: { !present.contains($0.label) }) else { return }
        if isTable {
            throw .wrongLayout(
                path: root, reason: "class '\(classes[Int(missing.label)])' has no readable \(name.text) image")
        }
        let folder = missing.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        throw .wrongLayout(
            path: folder.joined(separator: "/"), reason: "the class folder has no readable image")
    }

    /// A remark on the files, or rows, that were left out; empty if there are none.
    private func remarks(on failures: [(path: String, error: DatasetError)]) -> [String] {
        guard !failures.isEmpty || !unreadableRows.isEmpty else { return [] }
        if isTable {
            let errors = unreadableRows + failures.map(\.error)
            let count = counted(errors.count, "row") + " that cannot be read"
            return ["left out \(count): \(errors.map(\.reason).joined(separator: ", "))"]
        }
        let count = counted(failures.count, "file") + " that cannot be read"
        let names = failures.map { "\(short($0.path)) (\($0.error.reason))" }
        return ["left out \(count): \(names.joined(separator: ", "))"]
    }

    /// A path relative to the folder that the user named.
    private func short(_ path: String) -> String { DatasetFiles.short(path, below: root) }

    /// `path` relative to the folder `root` if `path` begins with `root`; otherwise `path` itself.
    static func short(_ path: String, below root: String) -> String {
        path.hasPrefix(root) ? String(path.dropFirst(root.count).drop { $0 == "/" }) : path
    }
}
