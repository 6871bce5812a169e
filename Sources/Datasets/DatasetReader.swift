/// Reads a data set from a folder or from FER2013's CSV, decoding all images once, on all cores.
public enum DatasetReader {
    /// Called now and then while images are decoded, by one thread at a time, with images done and images in all.
    public typealias Progress = @Sendable (_ done: Int, _ total: Int) -> Void

    /// The most classes that a data set may have: labels have 16 bits.
    public static let mostClasses = 65_535

    /// Reads `path`, which is one of
    /// - a folder with `train/<class>/…` and, where there are such, `validation/<class>/…` (or `val`) and
    ///   `test/<class>/…`;
    /// - one folder of classes, `<class>/…`;
    /// - FER2013's CSV: Training, PublicTest (validation) and PrivateTest (test) rows.
    ///
    /// Without validation images, `options.validationFraction` of every training class is held out by the seed.
    /// Classes, and the files of a class, are in the order of their names' UTF-8 bytes. Images are brought to
    /// `options.shape`: alpha is ignored, 16 bits are divided by 257, grey is Pillow's ITU-R 601 luma of RGB, and the
    /// size is changed by Pillow's 8-bit LANCZOS.
    ///
    /// What `decoded` knows of a folder's images is not decoded; the result is the same.
    ///
    /// Throws the first thing wrong in file order: a damaged, empty or foreign file, an empty class, a validation class
    /// that training lacks, a row of the wrong length…
    public static func read(
        path: String, options: DataOptions, decoded: (any DecodedImages)? = nil, progress: Progress? = nil
    ) throws(DatasetError) -> Dataset {
        try options.check()
        if Folder.isFolder(path) {
            return try FolderReader(path: path, options: options, decoded: decoded, progress: progress).read()
        }
        guard Folder.exists(path) else { throw .notFound(path: path) }
        guard path.lowercased().hasSuffix(".csv") else {
            throw .wrongLayout(path: path, reason: "neither a folder of images nor a .csv table")
        }
        return try TableReader(path: path, options: options, progress: progress).read()
    }

    /// A data set whose validation images are held out of its training images.
    static func holdingOut(
        of split: Split, classes: [String], test: Split?, skipped: Int, path: String, options: DataOptions
    ) throws(DatasetError) -> Dataset {
        let places = ValidationSplit(
            labels: split.labels, classes: classes.count, fraction: options.validationFraction, seed: options.seed)
        if options.validationFraction > 0 && places.validation.isEmpty {
            throw .wrongLayout(
                path: path, reason: "no class has two images, so that one could be held out for validation")
        }
        return Dataset(
            classes: classes, train: split.selecting(places.train), validation: split.selecting(places.validation),
            test: test, skipped: skipped)
    }
}
