/// The format of a checkpoint: which tensors and metadata it has, and what they mean. The metadata of each file names
/// the file's format.
///
/// A change that older programs would misread needs a new number. New metadata that older programs can ignore needs no
/// new number.
public enum CheckpointFormat {
    /// The metadata key under which a file names its format.
    public static let key = "format"
    /// The format of the checkpoints that this program writes.
    public static let written = "chorus-1"
    /// The formats that this program reads.
    static let read = [written]

    /// The prefix of all formats; a number follows.
    private static let prefix = "chorus-"

    /// Checks that this program reads the format of a file. A file that names no format counts as one of format 1.
    ///
    /// - Parameter path: the path of the file.
    /// - Throws: `CheckpointError.unknownFormat` for another format of Chorus; `CheckpointError.damaged` for a name
    ///   that does not begin with `chorus-`, because another program then wrote the file.
    public static func require(_ file: TensorFile, path: String) throws(CheckpointError) {
        guard let format = file.metadata[key], !read.contains(format) else { return }
        guard format.hasPrefix(prefix) else {
            throw .damaged(
                path: path, problem: "its metadata has no readable '\(key)': it is not a checkpoint of chorus")
        }
        throw .unknownFormat(path: path, format: format)
    }
}
