import Foundation

/// Images of one shape that were decoded before. Each is found by the contents of its file. Several threads call the
/// methods at once.
public protocol DecodedImages: Sendable {
    /// `count` samples are going to be read. Called once, before the other methods.
    func begin(count: Int)
    /// This thread is going to read these samples. `target` is where the pixels of the first of them belong; those of
    /// the next follow. A cache may already write its guess of these pixels into `target`.
    func willRead(_ samples: Range<Int>, into target: UnsafeMutablePointer<UInt8>)
    /// Whether the decoded image of a file with these contents is known. If so, its pixels are in `target` when this
    /// returns.
    func recall(_ sample: Int, of file: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>) -> Bool
    /// All samples have been read, except those that are unreadable.
    func didRead(_ images: ImageStore, except unreadable: [Int])
}

/// Identifies the code that decodes files: the paths, sizes and modification times of this program and of all libraries
/// that it has loaded. With another identity, the pixels of a file may differ. Nil if the system does not list the
/// libraries, or if one of these files is gone.
public func decoderIdentity() -> String? {
    // A file of /proc has a size of 0, so `InputFile` would read nothing. This reads in pieces until the end.
    let file = FileHandle(forReadingAtPath: "/proc/self/maps")
    guard let bytes = try? file?.readToEnd() else { return nil }
    let maps = String(decoding: bytes, as: UTF8.self)
    // A line is for instance `7f3c1000-7f3c9000 r-xp 00001000 fe:00 1234      /usr/lib/libpng16.so.16`; `x` marks code.
    let code = maps.split(separator: "\n").compactMap { line -> String? in
        guard let path = line.firstIndex(of: "/"), line[..<path].contains("x") else { return nil }
        return String(line[path...])
    }
    let names = Set(code).sorted().compactMap { path -> String? in
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return "\(path) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
    return names.isEmpty || names.count < Set(code).count ? nil : names.joined(separator: "\n")
}
