import Files
import PlainText
import Tensors

/// Reads the images of a training folder and, if there are any, of a validation and a test folder.
struct FolderReader {
    /// The folder that the user named.
    let root: String
    let train: String
    let validation: String?
    let test: String?
    let remarks: [String]
    let options: DataOptions
    let decoded: (any DecodedImages)?
    let progress: DatasetReader.Progress?

    func read() throws(DatasetError) -> Dataset {
        var splits = [try ClassFolders(path: train)]
        let classes = splits[0].classes.map(\.name)
        guard classes.count <= DatasetReader.mostClasses else {
            throw .wrongLayout(
                path: train, reason: "\(classes.count) classes, more than \(DatasetReader.mostClasses)")
        }
        for folder in [validation, test] {
            if let folder { splits.append(try ClassFolders(path: folder)) }
        }
        var samples = [(file: ClassFolders.File, label: UInt16)]()
        var ranges = [Range<Int>]()
        for split in splits {
            let added = try split.samples(labelledBy: classes)
            ranges.append(samples.count..<samples.count + added.count)
            samples += added
        }
        let loader = ParallelLoader(shape: options.shape, skipUnreadable: options.skipUnreadable, progress: progress)
        let files = samples
        decoded?.begin(count: files.count)
        let (images, failures) = try loader.load(
            count: files.count, willRead: { decoded?.willRead($0, into: $1) },
            read: { index, decoder, target throws(DatasetError) in
                if let problem = files[index].file.problem { throw problem }
                try decoder.decode(files[index].file.path, into: target) { file in
                    decoded?.recall(index, of: file, into: target) ?? false
                }
            })
        decoded?.didRead(images, except: failures.map(\.index))
        let all = Split(images: images, labels: files.map(\.label))
        let gaps = Set(failures.map(\.index))
        var read = [Split]()
        for (split, range) in zip(splits, ranges) {
            let part = all.selecting(range.filter { !gaps.contains($0) })
            let present = Set(Set(part.labels).map { classes[Int($0)] })
            for folder in split.classes where !present.contains(folder.name) {
                throw .wrongLayout(path: folder.path, reason: "the class folder has no readable image")
            }
            read.append(part)
        }
        let lines = remarks + remarks(on: failures.map { (files[$0.index].file.path, $0.error) }, splits: splits)
        let test = test == nil ? nil : read.last
        if validation != nil {
            return Dataset(
                classes: classes, train: read[0], validation: read[1], test: test, skipped: failures.count,
                remarks: lines)
        }
        return try DatasetReader.holdingOut(
            of: read[0], classes: classes, test: test, skipped: failures.count, remarks: lines, path: train,
            options: options)
    }

    /// Remarks on files that were left out.
    private func remarks(on failures: [(path: String, error: DatasetError)], splits: [ClassFolders]) -> [String] {
        let leftOut = splits.flatMap(\.leftOut)
        let beside = leftOut.map(short).joined(separator: ", ")
        var lines = leftOut.isEmpty ? [] : ["left out beside the class folders: \(beside)"]
        if !failures.isEmpty {
            let count = counted(failures.count, "file") + " that cannot be read"
            let names = failures.map { "\(short($0.path)) (\($0.error.reason))" }
            lines.append("left out \(count): \(names.joined(separator: ", "))")
        }
        return lines
    }

    /// A path relative to the folder that the user named.
    private func short(_ path: String) -> String {
        path.hasPrefix(root) ? String(path.dropFirst(root.count).drop { $0 == "/" }) : path
    }
}
