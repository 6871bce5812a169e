import Files
import PlainText

/// Reads a data set from a folder or from a table, decoding all images once, on all cores.
public enum DatasetReader {
    /// Called from time to time with the number of images done and the number of all images. While images are read, one
    /// thread at a time calls it.
    public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

    /// The most classes that a data set may have, because labels have 16 bits.
    public static let mostClasses = 65_535

    /// Reads `path`, which is one of
    /// - a folder with `train/<class>/…` and optionally `validation/<class>/…` (or `val`) and `test/<class>/…`, or
    ///   other usual names of these;
    /// - one folder of classes, `<class>/…`;
    /// - FER2013's CSV: Training, PublicTest (validation) and PrivateTest (test) rows;
    /// - a CSV of images with the columns `path`, relative to the CSV's folder, `label` and optionally `split`;
    /// - a folder that contains only one of these.
    ///
    /// If there are no validation images, a fraction `options.validationFraction` of every training class is held out,
    /// chosen by the seed. Classes are in the order of the UTF-8 bytes of their names. The files of a class are in that
    /// order too, but what a table lists is in the table's order. Images are converted to `options.shape`: alpha is
    /// ignored, 16-bit values are divided by 257, grey is Pillow's ITU-R 601 luma of RGB, and the size is changed by
    /// Pillow's 8-bit LANCZOS.
    ///
    /// Images that `decoded` has are not decoded again; the result is the same.
    ///
    /// Throws the first problem in file order: a damaged or empty file, a file that is no image, an empty class, a
    /// validation class without training images, a row of the wrong length… If `options.skipUnreadable` is true,
    /// unreadable files and rows are left out instead.
    public static func read(
        path: String, options: DataOptions, decoded: (any DecodedImages)? = nil, progress: Progress? = nil
    ) throws(DatasetError) -> Dataset {
        try options.check()
        switch try contents(of: path, skipUnreadable: options.skipUnreadable) {
        case .files(let files): return try files.read(options, decoded: decoded, progress: progress)
        case .rows(let table, let remarks):
            return try TableReader(table: table, options: options, remarks: remarks, progress: progress).read()
        }
    }

    /// What a data set consists of.
    enum Contents {
        /// Image files that were found in folders or are listed by a table.
        case files(DatasetFiles)
        /// The rows of FER2013's table, which hold the pixels, and remarks for the user.
        case rows(FERTable, remarks: [String])
    }

    /// Finds the images of the data set at `path`, and reads none. If `skipUnreadable` is true, rows of a table of
    /// images that cannot be read are left out; otherwise the first of them is an error.
    static func contents(of path: String, skipUnreadable: Bool) throws(DatasetError) -> Contents {
        switch Folder.kind(path) {
        case nil: throw isAddress(path) ? .address(path: path) : .notFound(path: path)
        case .link: throw .notFound(path: path)
        case .pipe, .socket, .device:
            throw .wrongLayout(path: path, reason: "neither a folder nor a file, but a device, a pipe or a socket")
        case .file:
            try requireText(path)
            return try table(path, skipUnreadable: skipUnreadable, remarks: [])
        case .folder: break
        }
        let layout = try FolderLayout(of: path)
        switch layout.contents {
        case .table(let path): return try table(path, skipUnreadable: skipUnreadable, remarks: layout.remarks)
        case .folders(let train, let validation, let test):
            return .files(
                try FolderFiles(
                    root: path, train: train, validation: validation, test: test, remarks: layout.remarks
                ).files())
        }
    }

    /// Opens a table. Its header tells whether it is FER2013's table or a table of images.
    private static func table(
        _ path: String, skipUnreadable: Bool, remarks: [String]
    ) throws(DatasetError) -> Contents {
        let table = try CSVTable(path: path)
        func allRemarks(onMissing column: String) -> [String] {
            remarks + (table.remark(onMissing: column).map { [$0] } ?? [])
        }
        if let faces = FERTable(table) { return .rows(faces, remarks: allRemarks(onMissing: "usage")) }
        if let images = ImageTable(table) {
            return .files(try images.files(skipUnreadable: skipUnreadable, remarks: allRemarks(onMissing: "split")))
        }
        if let separator = table.otherSeparator {
            throw .wrongLayout(
                path: path, reason: "its columns are separated by \(separator); separate them by commas")
        }
        throw .wrongLayout(
            path: path,
            reason: "not FER2013's table, nor one of images: its first row must name the columns 'emotion' and "
                + "'pixels', or 'path' and 'label'")
    }

    /// Rejects the address of a web page or store, such as `https://…`, since data are read from files only.
    ///
    /// - Throws: `DatasetError.address`.
    public static func requirePath(_ path: String) throws(DatasetError) {
        if isAddress(path), Folder.kind(path) == nil { throw .address(path: path) }
    }

    /// Rejects a file whose contents are of a known format that is not text, such as an image or an archive: a table is
    /// text.
    private static func requireText(_ path: String) throws(DatasetError) {
        guard let format = ImageDecoder.format(of: path) else { return }
        let advice =
            format.isArchive
            ? "unpack it first, then name the folder"
            : format.isImage
                ? "name the folder that holds the folder of each class"
                : "name a folder of class folders, or a table as text"
        throw .wrongLayout(path: path, reason: "is \(format.description) and not a data set: \(advice)")
    }

    /// The data set with validation images that are held out of `samples`. `path` is named in the error if none can be
    /// held out.
    static func holdingOut(
        of samples: Split, classes: [String], test: Split?, skipped: Int, remarks: [String], path: String,
        options: DataOptions
    ) throws(DatasetError) -> Dataset {
        let split = ValidationSplit(
            labels: samples.labels, classes: classes.count, fraction: options.validationFraction, seed: options.seed)
        if options.validationFraction > 0 && split.validation.isEmpty {
            throw .wrongLayout(
                path: path, reason: "no class has two images, so none can be held out for validation")
        }
        return Dataset(
            classes: classes, train: samples.selecting(split.train), validation: samples.selecting(split.validation),
            test: test, skipped: skipped, remarks: remarks)
    }
}
