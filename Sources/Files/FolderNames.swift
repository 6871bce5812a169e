import Glibc

/// The names of everything in a folder, in no order, without `.` and `..`.
///
/// - Throws: `missing` or `system`.
public func namesInFolder(_ path: String) throws(FileError) -> [String] {
    guard let folder = opendir(path) else { throw FileError(code: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(folder) else { break }
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .system(code: errno) }
    return names
}
