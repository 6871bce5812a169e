/// The format of a checkpoint: which tensors and metadata it has, and what they mean. A file says its format in its
/// metadata.
///
/// The format gets a new number when a program that knows the old one would misread a checkpoint. Metadata that older
/// programs may ignore does not need one.
public enum CheckpointFormat {
    /// The metadata key of the format.
    public static let key = "format"
    /// The format of the checkpoints that this program writes.
    public static let written = "chorus-1"
    /// The formats that this program reads.
    static let read = [written]

    /// What all formats begin with; a number follows.
    private static let prefix = "chorus-"

    /// Refuses a file of a format that this program does not read. A file that says no format has format 1.
    ///
    /// - Parameter path: where the file was read.
    /// - Throws: `CheckpointError.unknownFormat`; `damaged` if the file says that it is of another program's format.
    public static func require(_ file: TensorFile, path: String) throws(CheckpointError) {
        guard let format = file.metadata[key], !read.contains(format) else { return }
        guard format.hasPrefix(prefix) else {
            throw .damaged(
                path: path, problem: "its metadata has no readable '\(key)': it is not a checkpoint of chorus")
        }
        throw .unknownFormat(path: path, format: format)
    }
}
