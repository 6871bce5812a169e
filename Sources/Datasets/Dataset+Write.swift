import Foundation
import PlainText
import Synchronization
import Tensors

/// How a data set is written as a folder of image files.
extension Dataset {
    /// Writes all images as PNG files, on all cores: `train/<class>/00000.png`…, `validation/<class>/…` and
    /// `test/<class>/…`. The name of a copy that ``balanced(_:seed:progress:)`` has made has two numbers, that of the
    /// copy and that of the image it is made from: `copy-00007-of-00003.png`. Names sort in the order of the images, so
    /// whoever reads the folder gets the same data set.
    ///
    /// - Parameters:
    ///   - folder: a new or an empty folder.
    ///   - progress: called from time to time, by one thread at a time, with the number of images written and the
    ///     number of all images.
    /// - Throws: ``DatasetError/unwritable(path:reason:)`` if the folder is not empty, or if no folder can have the
    ///   name of a class; ``DatasetError/storage(_:)`` if a file or folder cannot be written.
    public func write(to folder: String, progress: DatasetReader.Progress? = nil) throws(DatasetError) {
        for name in classes where !Dataset.isFolderName(name) {
            throw .unwritable(path: folder, reason: "no folder can have the name of class '\(excerpt(name))'")
        }
        try NewFolder.makeEmpty(folder)
        var files: [(path: String, images: ImageStore, index: Int)] = []
        for (name, split) in zip(SplitName.allCases, [train, validation, test]) {
            guard let split else { continue }
            for (label, indices) in split.members(classes: classes.count).enumerated() where !indices.isEmpty {
                let path = Folder.join(folder, "\(name.rawValue)/\(classes[label])")
                try NewFolder.make(path)
                let names = Dataset.names(of: indices.count, copies: name == .train ? copies[label] : 0)
                files += zip(names, indices).map { (path: "\(path)/\($0).png", images: split.images, index: $1) }
            }
        }
        let (plan, shape) = (files, shape)
        let next = Atomic<Int>(0)
        let outcome = Mutex((done: 0, failure: DatasetError?.none))
        runConcurrently(threads: min(ProcessInfo.processInfo.activeProcessorCount, plan.count)) {
            while outcome.withLock({ $0.failure == nil }) {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < plan.count else { return }
                let file = plan[index]
                do throws(DatasetError) {
                    try PNGWriter.write(file.images.pixels(of: [file.index]), shape: shape, to: file.path)
                } catch {
                    return outcome.withLock { $0.failure = $0.failure ?? error }
                }
                outcome.withLock {
                    $0.done += 1
                    progress?($0.done, plan.count)
                }
            }
        }
        if let failure = outcome.withLock({ $0.failure }) { throw failure }
    }

    /// The names of a class's `count` files, without `.png`. The last `copies` of them are names of augmented copies.
    private static func names(of count: Int, copies: Int) -> [String] {
        let originals = count - copies
        let digits = max(5, String(count).count)
        func padded(_ number: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: digits - text.count) + text
        }
        return (0..<originals).map(padded)
            + (0..<copies).map { "copy-\(padded($0))-of-\(padded($0 % originals))" }
    }

    /// Whether a class of this name can have a folder of the same name: the system must accept it, and the reader
    /// ignores names that begin with a period.
    private static func isFolderName(_ name: String) -> Bool {
        !name.isEmpty && name.first != "." && !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
            && name.utf8.count <= Int(NAME_MAX)
    }
}
