import Foundation

/// A store of images of one shape that were decoded before, for instance a cache on disk. It finds an image by the
/// contents of the image's file. Several threads call ``willRead(_:into:)`` and ``recall(_:of:into:)`` at once.
public protocol DecodedImages: Sendable {
    /// Called once, before the other methods: `count` samples are going to be read.
    func begin(count: Int)
    /// Called by a thread that is going to read these samples. The pixels of all of them belong at `target`, one sample
    /// after another. The store may already write its guess of these pixels to `target`; ``recall(_:of:into:)`` then
    /// checks the guess for each sample.
    func willRead(_ samples: Range<Int>, into target: UnsafeMutablePointer<UInt8>)
    /// Returns whether the store has the image of a file with the contents `file`. If so, the image's pixels are in
    /// `target` when this returns. `sample` is the index of the sample that is being read.
    func recall(_ sample: Int, of file: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>) -> Bool
    /// Called after all samples have been read. `unreadable` has the indices of the samples that could not be read; the
    /// pixels of these samples in `images` are undefined.
    func didRead(_ images: ImageStore, except unreadable: [Int])
}

/// Identifies the code that decodes files: the paths, sizes and modification times of this program and of all libraries
/// that it has loaded. Programs of different identities may decode a file to different pixels. The result is nil if the
/// system does not list the libraries, or if the file of the program or of a library is gone.
public func decoderIdentity() -> String? {
    // A file of /proc has a size of 0, so `InputFile` would read nothing. `FileHandle` reads in pieces until the end.
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
