import Configuration
import Datasets
import Files
import Foundation
import Synchronization
import Tensors

/// Decoded images of a data set, kept in the user's cache folder between runs. The key of an image is the SHA-256 of
/// its file, so no image gets the pixels of another image. A cache that is damaged or cannot be written costs only
/// time.
package final class PixelCache: DecodedImages {
    private let folder: CacheFolder
    private let name: String
    private let length: Int
    /// The cache file that an earlier run wrote for this data set; nil if there is no such file, or if it cannot be
    /// used.
    private let known: RecordFile?
    /// For each sample, the digest of its file. A digest is nil if the file was not read or is no readable image.
    private let sources = AtomicLazyReference<PerSample<ContentDigest>>()
    /// The number of images whose pixels came from ``known``.
    private let recalled = Atomic<Int>(0)
    /// The images to write to the cache; nil before all images are read, and after ``save(telling:)``.
    private let images = Mutex<ImageStore?>(nil)

    /// The maximum size of the cache in bytes, over all data sets.
    private static let limit = 2 << 30

    /// Opens the cache of the images that a configuration names. Nil if the configuration disables the cache or names
    /// no data, if the user has no cache folder, or if the code that decodes images cannot be identified: other code
    /// might decode them to other pixels.
    package init?(_ data: DataSettings) {
        guard data.cache, let path = data.path, let parent = PixelCache.parent,
            let decoder = decoderIdentity()
        else { return nil }
        let shape = DataOptions(data, seed: 0).shape
        folder = CacheFolder(path: parent + "/chorus", suffix: ".pixels", limit: PixelCache.limit)
        name = String(Digest.sha256(text: "\(path)\n\(shape)\n\(decoder)").prefix(32))
        length = shape.count
        known = (try? folder.requireTrusted()) == nil ? nil : RecordFile(folder.path(name), length: length)
    }

    /// The folder of the user's caches: XDG_CACHE_HOME if it is an absolute path, otherwise ~/.cache; nil without a
    /// home folder.
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
        // As long as no file was added to the data set or removed, a sample's record in the cache file has the sample's
        // index. `recall` checks for each sample whether it is so.
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

    /// Writes the decoded images to the cache for the next run, unless the cache file already has exactly these images.
    /// Publishes how many images were decoded. If the images are too large for the cache or cannot be written,
    /// publishes this too; then the next run decodes them again. Does nothing for a data set without image files, such
    /// as FER2013's table.
    package func save(telling events: RunEvents) {
        let images = images.withLock { images in
            defer { images = nil }
            return images
        }
        guard let sources = sources.load()?.all else { return }
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
