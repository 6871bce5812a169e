/// The format of a checkpoint: its tensors and metadata, and their meaning. Each file has its format in its metadata.
///
/// A change that older programs would misread needs a new number. New metadata that older programs can ignore does not.
public enum CheckpointFormat {
    /// The metadata key of the format.
    public static let key = "format"
    /// The format of the checkpoints that this program writes.
    public static let written = "chorus-1"
    /// The formats that this program reads.
    static let read = [written]

    /// The prefix of all formats; a number follows.
    private static let prefix = "chorus-"

    /// Rejects a file of a format that this program does not read. A file without a format has format 1.
    ///
    /// - Parameter path: the path of the file.
    /// - Throws: `CheckpointError.unknownFormat`; `damaged` if the format is that of another program.
    public static func require(_ file: TensorFile, path: String) throws(CheckpointError) {
        guard let format = file.metadata[key], !read.contains(format) else { return }
        guard format.hasPrefix(prefix) else {
            throw .damaged(
                path: path, problem: "its metadata has no readable '\(key)': it is not a checkpoint of chorus")
        }
        throw .unknownFormat(path: path, format: format)
    }
}
