import Configuration
import Datasets
import Files
import Foundation
import Synchronization
import Tensors

/// What a data set's images were decoded to, kept in the user's cache folder from one run to the next. A file is known
/// by the SHA-256 of what it holds, so that nothing is ever taken for the pixels of another; and a cache that is
/// damaged, or cannot be written, costs time and nothing else.
package final class PixelCache: DecodedImages {
    private let folder: CacheFolder
    private let name: String
    private let length: Int
    private let known: RecordFile?
    /// By sample, the digest of its file; nil where none was read.
    private let sources = AtomicLazyReference<PerSample<ContentDigest>>()
    private let recalled = Atomic<Int>(0)
    /// What is to be kept, once all is read.
    private let images = Mutex<ImageStore?>(nil)

    /// The most bytes of all data sets together.
    private static let limit = 2 << 30

    /// Looks for what is known of the images that a configuration names; nil if it asks for no cache, or names no
    /// folder.
    package init?(_ data: DataSettings) {
        guard data.cache, let path = data.path, !path.lowercased().hasSuffix(".csv"),
            let parent = PixelCache.parent, let decoder = decoderIdentity()
        else { return nil }
        let shape = DataOptions(data, seed: 0).shape
        folder = CacheFolder(path: parent + "/chorus", suffix: ".pixels", limit: PixelCache.limit)
        name = String(Digest.sha256(text: "\(path)\n\(shape)\n\(decoder)").prefix(32))
        length = shape.count
        known = (try? folder.requireTrusted()) == nil ? nil : RecordFile(folder.path(name), length: length)
    }

    /// XDG_CACHE_HOME, which counts only if it is absolute, or else ~/.cache.
    private static var parent: String? {
        let variables = ProcessInfo.processInfo.environment
        if let path = variables["XDG_CACHE_HOME"], path.hasPrefix("/") { return path }
        return variables["HOME"].flatMap { $0.hasPrefix("/") ? $0 + "/.cache" : nil }
    }

    package func begin(count: Int) {
        let digests = PerSample<ContentDigest>(count: count)
        precondition(sources.storeIfNil(digests) === digests, "a cache is for one reading")
    }

    package func willRead(_ samples: Range<Int>, into target: UnsafeMutablePointer<UInt8>) {
        // As long as no file has come or gone, a sample's record is at its own place.
        known?.read(samples, into: target)
    }

    package func recall(_ sample: Int, of file: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>)
        -> Bool
    {
        let source = ContentDigest(of: file)
        sources.load()?[sample] = source
        guard let known else { return false }
        let isKnown =
            known.isRecord(at: sample, madeFrom: source, in: target) || known.read(madeFrom: source, into: target)
        if isKnown { recalled.add(1, ordering: .relaxed) }
        return isKnown
    }

    package func didRead(_ images: ImageStore, except unreadable: [Int]) {
        for sample in unreadable { sources.load()?[sample] = nil }
        self.images.withLock { $0 = images }
    }

    /// Keeps the images for the next run, if any of them was not known or one that was is gone. If that fails, an event
    /// says so, and the next run decodes them again.
    package func save(telling events: RunEvents) {
        let images = images.withLock { images in
            defer { images = nil }
            return images
        }
        let sources = sources.load()?.all ?? []
        let count = sources.count { $0 != nil }
        let recalled = recalled.load(ordering: .relaxed)
        events.publish(.imagesDecoded(images: count, cached: recalled))
        guard let images, recalled < count || known?.count != count else { return folder.touch(name) }
        guard RecordFile.byteCount(records: count, length: length) <= folder.limit else {
            return events.publish(.cacheTooSmall(mebibytes: folder.limit >> 20))
        }
        do throws(StorageError) {
            try folder.make()
            try images.withBytes { (records) throws(StorageError) in
                try RecordFile.write(folder.path(name), records: records, length: length, madeFrom: sources)
            }
            folder.trim()
        } catch {
            events.publish(.cacheNotWritten(reason: "\(error)"))
        }
    }
}
