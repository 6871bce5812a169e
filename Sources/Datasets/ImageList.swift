import Files
import PlainText
public import Tensors

/// Images to classify, named one by one or by their folders. Each is read like the training images. If one is
/// unreadable, the others are read all the same.
public struct ImageList {
    /// The path that stands for one image on standard input.
    public static let standardInput = "-"

    private enum Source {
        case file(String)
        case standardInput
        /// A path that is known, without opening it, to be unreadable as an image, with the error that says why.
        case refused(DatasetError)
    }

    private var sources: [Source] = []
    /// Remarks on files that were left out in folders, a line each.
    public private(set) var remarks: [String] = []

    /// The images at these paths. A folder stands for all images below it, in the order of their paths' UTF-8 bytes.
    /// Other files below it are left out, and a remark names them.
    ///
    /// - Throws: `notFound` or `address` if there is nothing at a path; `wrongLayout` for a folder without images and
    ///   for a second `-`.
    public init(_ paths: [String]) throws(DatasetError) {
        for path in paths {
            if path == ImageList.standardInput {
                guard paths.count(where: { $0 == path }) == 1 else {
                    throw .wrongLayout(path: path, reason: "standard input holds one image: name it once")
                }
                sources.append(.standardInput)
                continue
            }
            switch Folder.kind(path) {
            case nil, .link: throw isAddress(path) ? .address(path: path) : .notFound(path: path)
            case .folder: try add(folder: path)
            case .file: sources.append(.file(path))
            case .pipe, .socket, .device:
                sources.append(.refused(.unreadableFile(path: path, reason: ImageList.special)))
            }
        }
    }

    private static let special = "not a file but a device, a pipe or a socket"

    /// Reads all images of the list. Returns the images that can be read, their paths in the same order, and the errors
    /// of the images that cannot be read.
    public func read(
        shape: ImageShape
    ) throws(DatasetError) -> (images: ImageStore, paths: [String], failures: [DatasetError]) {
        try shape.checkAsTarget()
        let sources = sources
        let loader = ParallelLoader(shape: shape, skipUnreadable: true, progress: nil)
        let (images, failures) = try loader.load(count: sources.count) { index, decoder, target throws(DatasetError) in
            switch sources[index] {
            case .file(let path): try decoder.decode(path, into: target)
            case .refused(let error): throw error
            case .standardInput:
                do throws(PixelLimits.Failure) {
                    try decoder.decode(ImageDecoder.standardInput(), into: target)
                } catch {
                    throw .unreadableFile(path: "standard input", reason: error.reason)
                }
            }
        }
        let gaps = Set(failures.map(\.index))
        let present = sources.indices.filter { !gaps.contains($0) }
        let paths = present.map { index in
            if case .file(let path) = sources[index] { path } else { ImageList.standardInput }
        }
        return (images.selecting(present), paths, failures.map(\.error))
    }

    private mutating func add(folder: String) throws(DatasetError) {
        let walk = try FolderWalk(folder)
        let found = walk.found.sorted { Folder.precedes($0.path, $1.path) }
        var others: [String] = []
        var added: [Source] = []
        for (path, problem) in found {
            let whole = Folder.join(folder, path)
            if let problem {
                added.append(.refused(problem))
            } else if let format = ImageDecoder.format(of: whole) {
                if format.isImage { added.append(.file(whole)) } else { others.append(path) }
            } else if Folder.Entry(name: path, isText: true, kind: .file).isNamedAsImage {
                // The name is that of an image, but the contents are not, or cannot be opened. Reading the file gives
                // the error.
                added.append(.file(whole))
            } else {
                others.append(path)
            }
        }
        if added.isEmpty {
            throw .wrongLayout(path: folder, reason: "no images in it")
        }
        sources += added
        others += walk.leftOut
        if !others.isEmpty {
            remarks.append(
                "\(folder): left out \(others.count == 1 ? "what is no image" : "\(others.count) that are no images"): "
                    + Folder.list(others))
        }
    }
}
