import Files
import PlainText
import Tensors

/// Named tensors and strings about them: the contents of a plain safetensors file of 32-bit floats, as Python's
/// `safetensors` reads and writes it.
///
/// Files of Chorus have a digest of their contents in their metadata, under ``digestKey``. Reading a file checks the
/// digest and removes the key from ``metadata``. A file of another program, without a digest, is read without this
/// check.
public struct TensorFile: Sendable, Hashable {
    /// The tensors of the file, by name.
    public var tensors: [String: Tensor]
    /// Texts about the whole file, by key, for instance the run's id.
    public var metadata: [String: String]

    /// The metadata key of a file's digest, which covers all tensors and all other metadata.
    public static let digestKey = "content_sha256"

    /// The size of the largest file that is read, in bytes: 16 GiB. A larger file is rejected before memory is
    /// allocated.
    static let maximumSize = 1 << 34

    /// Makes the contents of a file.
    public init(tensors: [String: Tensor] = [:], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }

    /// Reads a file. Every length, offset, type and shape is checked against the size of the file before it is used.
    ///
    /// - Parameters:
    ///   - origin: `given` for a file that the user has named; `own` for a file of a run that is resumed, which other
    ///     users must not be able to change.
    ///   - digestRequired: whether a file without a digest is rejected as damaged.
    /// - Throws: `missing`, `damaged`, `foreign` or `storage`.
    public init(
        reading path: String, _ origin: InputFile.Origin = .given, digestRequired: Bool = false
    ) throws(CheckpointError) {
        let file = try readingFile(path) { () throws(FileError) in try InputFile(path, origin) }
        try TensorFile.refuseForeign(file)
        do throws(FormatProblem) {
            try TensorFile.checkSize(file.count)
        } catch {
            throw CheckpointError.damaged(path: path, problem: error.text)
        }
        var length: UInt64 = 0
        try readingFile(path) { () throws(FileError) in try file.read(&length, count: 1, at: 0) }
        let headerCount = UInt64(littleEndian: length)
        let remaining = file.count - SafetensorsHeader.lengthBytes
        guard headerCount <= UInt64(min(remaining, SafetensorsHeader.maximumLength)) else {
            throw CheckpointError.damaged(
                path: path,
                problem: "it says that its header has \(headerCount) bytes; \(remaining) follow, and "
                    + "at most \(SafetensorsHeader.maximumLength) are read")
        }
        var text = [UInt8](repeating: 0, count: Int(headerCount))
        try readingFile(path) { () throws(FileError) in
            try file.read(&text, count: text.count, at: SafetensorsHeader.lengthBytes)
        }

        let entries: [SafetensorsHeader.Entry]
        do throws(FormatProblem) {
            var parser = SafetensorsHeaderParser(text)
            let header = try parser.header()
            metadata = header.metadata
            entries = try header.entriesInOrder(dataCount: remaining - text.count)
        } catch {
            throw CheckpointError.damaged(path: path, problem: error.text)
        }

        guard MemoryLimit.canAllocate(remaining) else {
            throw .storage(
                .inputOutput(
                    path: path, operation: "read",
                    reason: "it takes \(remaining >> 20) MiB, more than this process may have; raise ulimit -v"))
        }
        tensors = [:]
        let dataStart = SafetensorsHeader.lengthBytes + text.count
        for entry in entries {
            var values = [Float](repeating: 0, count: entry.shape.reduce(1, *))
            try readingFile(path) { () throws(FileError) in
                try file.read(&values, count: values.count, at: dataStart + entry.begin)
            }
            tensors[entry.name] = Tensor(shape: entry.shape, values: values)
        }
        try verifyDigest(path: path, required: digestRequired)
    }

    /// The digest of all tensors and of all metadata except ``digestKey``, by ``Digest/sha256(_:strings:)``.
    public var digest: String {
        Digest.sha256(tensors, strings: metadata.filter { $0.key != TensorFile.digestKey })
    }

    /// The bytes of the file. Tensors are sorted by name. The data of the first one begins at a multiple of 64 bytes,
    /// and the metadata has the digest.
    public func serialized() -> [UInt8] {
        var bytes: [UInt8] = []
        forEachPart { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Calls `body` with the bytes of the file in order: first the header with its length, then the data of each
    /// tensor.
    func forEachPart<Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let sorted = tensors.sorted { utf8Precedes($0.key, $1.key) }
        var header = SafetensorsHeader()
        header.metadata = metadata
        header.metadata[TensorFile.digestKey] = digest
        var position = 0
        for (name, tensor) in sorted {
            precondition(name != "__metadata__", "a tensor named __metadata__")
            let end = position + tensor.values.count * MemoryLayout<Float>.size
            header.entries.append(
                .init(name: name, dataType: "F32", shape: tensor.shape, begin: position, end: end))
            position = end
        }
        try header.encoded().withUnsafeBufferPointer { (part) throws(Failure) in
            try body(UnsafeRawBufferPointer(part))
        }
        for (_, tensor) in sorted {
            try tensor.values.withUnsafeBufferPointer { (part) throws(Failure) in
                try body(UnsafeRawBufferPointer(part))
            }
        }
    }

    /// Rejects a file that is recognized as something else, for instance an image or a text. In a safetensors file, the
    /// byte after the header's length is a `{`. A file that has a `{` there is not examined.
    private static func refuseForeign(_ file: InputFile) throws(CheckpointError) {
        let start = try readingFile(file.path) { () throws(FileError) in try file.start(upTo: FileFormat.length) }
        guard start.count > SafetensorsHeader.lengthBytes, start[SafetensorsHeader.lengthBytes] != UInt8(ascii: "{")
        else {
            return
        }
        if let format = FileFormat(of: start) {
            throw .foreign(path: file.path, kind: format.description)
        }
        // `start` may end within a character, which has up to four bytes. Then it is a text without the last few bytes.
        let isText = (0...3).contains { cut in
            String(decoding: start.dropLast(cut), as: UTF8.self).unicodeScalars.allSatisfy {
                $0 != "\u{FFFD}" && ($0.value >= 0x20 || $0.properties.isWhitespace)
            }
        }
        if isText {
            throw .foreign(path: file.path, kind: "a text file")
        }
    }

    private static func checkSize(_ count: Int) throws(FormatProblem) {
        guard count >= SafetensorsHeader.lengthBytes else {
            throw FormatProblem("it has \(count) bytes, fewer than a header")
        }
        guard count <= maximumSize else {
            throw FormatProblem("it has \(count) bytes, more than the \(maximumSize) that are read")
        }
    }

    private mutating func verifyDigest(path: String, required: Bool) throws(CheckpointError) {
        guard let expected = metadata.removeValue(forKey: TensorFile.digestKey) else {
            if required { throw .damaged(path: path, problem: "it carries no digest") }
            return
        }
        guard expected == digest else {
            throw .damaged(path: path, problem: "its contents differ from their digest")
        }
    }
}
