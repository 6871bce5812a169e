public import Datasets
import Foundation
import PlainText

extension ImageListing {
    /// A table with the columns `path`, `label` and `split`. If the images are files, the table can be read as a data
    /// set. For rows of FER2013's table the first column is `row`, and the result cannot be read as a data set.
    ///
    /// - Parameter folder: the folder in which the table will be, to make paths relative to it; nil to keep the paths,
    ///   which are relative to the current folder.
    /// - Throws: `DatasetError.wrongLayout` for a name with characters that a table cannot hold, for instance a line
    ///   break.
    public func csv(in folder: String? = nil) throws(DatasetError) -> String {
        var lines = [header]
        for row in rows {
            for text in [row.source, row.label] where plainText(text, bytes: 1 << 16) != text {
                throw .wrongLayout(
                    path: row.source, reason: "its name has characters that a table cannot hold; rename it")
            }
            let source = folder.map { ImageListing.path(row.source, from: $0) } ?? row.source
            lines.append([csvField(source), csvField(row.label), row.split.rawValue].joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The header line of the table that ``csv(in:)`` makes: the names of its columns.
    public var header: String { (isOfRows ? "row" : "path") + ",label,split" }

    /// Makes a path that is relative to the current folder relative to `folder`. An absolute path is returned as it is.
    static func path(_ path: String, from folder: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        func parts(_ path: String) -> [Substring] {
            URL(fileURLWithPath: path).standardizedFileURL.path.split(separator: "/")
        }
        let (target, start) = (parts(path), parts(folder.isEmpty ? "." : folder))
        let common = zip(target, start).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: start.count - common) + target.dropFirst(common)).joined(separator: "/")
    }
}
