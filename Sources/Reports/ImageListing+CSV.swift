public import Datasets
import Foundation
import PlainText

extension ImageListing {
    /// A table of the images. If they are files, its columns are `path`, `label` and `split`, and it can be read as a
    /// data set. If they are rows of FER2013's table, its columns are `row`, `label` and `split`. `row` has the line of
    /// each image in FER2013's table, so a table with this column cannot be read as a data set.
    ///
    /// - Parameter folder: the folder in which the table will be. Paths relative to the current folder are written
    ///   relative to this folder. If the parameter is nil, all paths are written as they are.
    /// - Throws: `DatasetError.wrongLayout` for a path or the name of a class with characters that a table cannot hold,
    ///   for instance a line break.
    public func csv(in folder: String? = nil) throws(DatasetError) -> String {
        var lines = [header]
        for row in rows {
            for text in [row.source, row.label] where plainText(text, bytes: 1 << 16) != text {
                throw .wrongLayout(
                    path: row.source, reason: "its name has characters that a table cannot hold; rename it")
            }
            let path = isOfRows ? nil : folder.map { ImageListing.path(row.source, from: $0) }
            let fields = [csvField(path ?? row.source), csvField(row.label), row.split.rawValue]
            lines.append(fields.joined(separator: ","))
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
