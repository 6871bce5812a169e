import Foundation

/// Images of one shape that were decoded before, found by what their files hold. Several threads ask at once.
public protocol DecodedImages: Sendable {
    /// So many samples are going to be read. Called once, before anything else.
    func begin(count: Int)
    /// These samples are read next, by this thread. It may write to their places, from `target` on, what it expects.
    func willRead(_ samples: Range<Int>, into target: UnsafeMutablePointer<UInt8>)
    /// Whether it knows what a file with these contents is decoded to, in this shape and by this program. It then stands
    /// in `target`, the sample's place, when this returns.
    func recall(_ sample: Int, of file: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>) -> Bool
    /// All samples are read, but for those that cannot be.
    func didRead(_ images: ImageStore, except unreadable: [Int])
}

/// The name of the code that makes pixels of files: of this program and of all libraries that it has loaded the paths,
/// sizes and times of change. Another name may mean other pixels. Nil if the system does not tell.
public func decoderIdentity() -> String? {
    // Files of /proc have no size, and come in pieces.
    let file = FileHandle(forReadingAtPath: "/proc/self/maps")
    guard let bytes = try? file?.readToEnd() else { return nil }
    let maps = String(decoding: bytes, as: UTF8.self)
    // For instance `7f3c1000-7f3c9000 r-xp 00001000 fe:00 1234      /usr/lib/libpng16.so.16`.
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
