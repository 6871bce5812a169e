import Foundation
public import Tensors

/// Reads one PNG or JPEG file as the training images were read: `shape.count` bytes, rows from the top, channels last.
///
/// `shape` has 1 (grey) or 3 (RGB) channels.
public func readImage(path: String, shape: ImageShape) throws(DatasetError) -> [UInt8] {
    try shape.checkAsTarget()
    guard Folder.exists(path) else { throw .notFound(path: path) }
    var failure: DatasetError?
    let pixels = [UInt8](unsafeUninitializedCapacity: shape.count) { target, count in
        do throws(DatasetError) {
            try ImageDecoder(shape: shape).decode(path, into: target.baseAddress!)
            count = shape.count
        } catch {
            failure = error
        }
    }
    if let failure { throw failure }
    return pixels
}

/// The PNG and JPEG files in a folder and its folders, by their names, in the order of their paths' UTF-8 bytes. Hidden
/// files and other files are passed over; a folder without any image is an error.
public func imagePaths(in folder: String) throws(DatasetError) -> [String] {
    guard Folder.exists(folder) else { throw .notFound(path: folder) }
    guard Folder.isFolder(folder) else { throw .wrongLayout(path: folder, reason: "not a folder") }
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let paths = names.filter { name in
        ImageDecoder.isImage(name) && !name.split(separator: "/").contains { $0.hasPrefix(".") }
    }
    if paths.isEmpty {
        throw .wrongLayout(path: folder, reason: "no .png, .jpg or .jpeg files in it")
    }
    return paths.sorted(by: Folder.precedes).map { Folder.join(folder, $0) }
}
