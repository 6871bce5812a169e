public import Files
import PlainText

/// What is wrong with a data set. The description is one line that names the file, row or option and says what to do.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
    /// There is no file or folder at the path.
    case notFound(path: String)
    /// The path is the address of a web page or store, such as `https://…`.
    case address(path: String)
    /// A file cannot be read as an image.
    case unreadableFile(path: String, reason: String)
    /// A row of a table cannot be read. `row` is its line in the file; the header is line 1.
    case unreadableRow(path: String, row: Int, reason: String)
    /// A folder or table does not have the layout of a data set.
    case wrongLayout(path: String, reason: String)
    /// An option is outside its range; `name` is its key in the config.
    case wrongOption(name: String, reason: String)
    /// A data set cannot be written to a folder.
    case unwritable(path: String, reason: String)
    /// A file or folder cannot be written; the operating system says why.
    case storage(StorageError)

    /// What is wrong, in a few words, for a remark that lists several errors.
    var reason: String {
        switch self {
        case .notFound: "no such file"
        case .address: "an address"
        case .unreadableRow(_, let row, let reason): "row \(row): \(reason)"
        case .unreadableFile(_, let reason), .wrongLayout(_, let reason), .wrongOption(_, let reason),
            .unwritable(_, let reason):
            reason.split(separator: ";").first.map(String.init) ?? reason
        case .storage(let error): error.description
        }
    }

    /// The error as one line for a person.
    public var description: String { errorLine(problem + advice) }

    /// The error as one line for a person, without the advice to leave out unreadable files or rows.
    public var problemLine: String { errorLine(problem) }

    private var advice: String {
        switch self {
        case .unreadableFile: "; repair or remove it, or leave out such files by data.skip_unreadable"
        case .unreadableRow: "; repair or remove the row, or leave out such rows by data.skip_unreadable"
        default: ""
        }
    }

    private var problem: String {
        switch self {
        case .notFound(let path):
            "\(path): no such file or folder; check the path"
        case .address(let path):
            "\(path) is an address: download it first, unpack it if it is an archive, and name the folder"
        case .unreadableFile(let path, let reason):
            "\(path): \(reason)"
        case .unreadableRow(let path, let row, let reason):
            "\(path), row \(row): \(reason)"
        case .wrongLayout(let path, let reason):
            "\(path): \(reason)"
        case .wrongOption(let name, let reason):
            "data.\(name): \(reason)"
        case .unwritable(let path, let reason):
            "\(path): cannot be written: \(reason)"
        case .storage(let error):
            error.description
        }
    }
}
