import Tensors

/// Reads `train/<class>/…` with or without `validation|val/<class>/…` and `test/<class>/…`, or one folder of classes.
struct FolderReader {
    let path: String
    let options: DataOptions
    let decoded: (any DecodedImages)?
    let progress: DatasetReader.Progress?

    func read() throws(DatasetError) -> Dataset {
        let folders = try splitFolders()
        let train = try ClassFolders(path: folders.train)
        let classes = train.classes.map(\.name)
        guard classes.count <= DatasetReader.mostClasses else {
            throw .wrongLayout(
                path: folders.train, reason: "\(classes.count) classes, more than \(DatasetReader.mostClasses)")
        }
        var splits = [train]
        for folder in [folders.validation, folders.test] {
            if let folder { splits.append(try ClassFolders(path: folder)) }
        }
        var samples = [(path: String, label: UInt16)]()
        var ranges = [Range<Int>]()
        for split in splits {
            let added = try split.samples(labelledBy: classes)
            ranges.append(samples.count..<samples.count + added.count)
            samples += added
        }
        let loader = ParallelLoader(shape: options.shape, skipUnreadable: options.skipUnreadable, progress: progress)
        let files = samples
        decoded?.begin(count: files.count)
        let (images, unreadable) = try loader.load(
            count: files.count, willRead: { decoded?.willRead($0, into: $1) },
            read: { index, decoder, target throws(DatasetError) in
                try decoder.decode(files[index].path, into: target) { file in
                    decoded?.recall(index, of: file, into: target) ?? false
                }
            })
        decoded?.didRead(images, except: unreadable)
        let all = Split(images: images, labels: files.map(\.label))
        let gaps = Set(unreadable)
        var read = [Split]()
        for (split, range) in zip(splits, ranges) {
            let part = all.selecting(range.filter { !gaps.contains($0) })
            let present = Set(Set(part.labels).map { classes[Int($0)] })
            for folder in split.classes where !present.contains(folder.name) {
                throw .wrongLayout(path: folder.path, reason: "the class folder has no readable image")
            }
            read.append(part)
        }
        let test = folders.test == nil ? nil : read.last
        if folders.validation != nil {
            return Dataset(
                classes: classes, train: read[0], validation: read[1], test: test, skipped: unreadable.count)
        }
        return try DatasetReader.holdingOut(
            of: read[0], classes: classes, test: test, skipped: unreadable.count, path: folders.train, options: options)
    }

    /// Which folder is what.
    private func splitFolders() throws(DatasetError) -> (train: String, validation: String?, test: String?) {
        let names = try Folder.names(in: path).filter { Folder.isFolder(Folder.join(path, $0)) }
        guard names.contains("train") else { return (path, nil, nil) }
        let trainHoldsFolders = try holdsFolders("train")
        guard trainHoldsFolders || names == ["train"] else { return (path, nil, nil) }
        if let other = names.first(where: { !["train", "validation", "val", "test"].contains($0) }) {
            throw .wrongLayout(
                path: Folder.join(path, other),
                reason: "beside 'train' only 'validation' (or 'val') and 'test' are read; rename or move it")
        }
        if names.contains("validation") && names.contains("val") {
            throw .wrongLayout(path: path, reason: "has both 'validation' and 'val'; keep one of them")
        }
        let validation = names.first { $0 == "validation" || $0 == "val" }
        let test = names.first { $0 == "test" }
        return (
            Folder.join(path, "train"), validation.map { Folder.join(path, $0) }, test.map { Folder.join(path, $0) }
        )
    }

    /// Whether a folder in `path` holds class folders; a `train` that does not is the class of that name in one folder
    /// of classes.
    private func holdsFolders(_ name: String) throws(DatasetError) -> Bool {
        let folder = Folder.join(path, name)
        return try Folder.names(in: folder).contains { Folder.isFolder(Folder.join(folder, $0)) }
    }
}
