import Files
import Tensors

/// Digests of tensors. Equal bits have equal digests, in whatever file or process they are.
extension Digest {
    /// The digest of named tensors and, after them, of named strings, as 64 hexadecimal digits.
    ///
    /// The table shows the bytes that are hashed. Integers are little-endian. All tensors come first, then all strings,
    /// each sorted by the UTF-8 bytes of their names:
    ///
    /// | tensor | string |
    /// |---|---|
    /// | UInt32: bytes of the name | UInt32: bytes of the name |
    /// | the name in UTF-8 | the name in UTF-8 |
    /// | `F32`, three ASCII bytes | `STR`, three ASCII bytes |
    /// | UInt32: rank | UInt64: bytes of the value |
    /// | UInt64 for each dimension | the value in UTF-8 |
    /// | the values, row-major, IEEE 754 binary32 | |
    ///
    /// `scripts/loaders/weights_sha256.py` computes the same digest from a checkpoint file.
    public static func sha256(_ tensors: [String: Tensor], strings: [String: String] = [:]) -> String {
        let hash = SHA256()
        for (name, tensor) in tensors.sorted(by: { utf8Precedes($0.key, $1.key) }) {
            hash.updateName(name, tag: "F32")
            hash.updateInteger(UInt32(tensor.shape.count))
            for extent in tensor.shape { hash.updateInteger(UInt64(extent)) }
            hash.update(tensor.values)
        }
        for (name, value) in strings.sorted(by: { utf8Precedes($0.key, $1.key) }) {
            hash.updateName(name, tag: "STR")
            hash.updateInteger(UInt64(value.utf8.count))
            hash.update(Array(value.utf8))
        }
        return hash.finish().hexadecimal
    }
}

/// Whether `first` sorts before `second` by UTF-8 bytes, as Python's `sorted` orders the names of a checkpoint.
func utf8Precedes(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
}

extension SHA256 {
    fileprivate func updateName(_ name: String, tag: String) {
        updateInteger(UInt32(name.utf8.count))
        update(Array(name.utf8))
        update(Array(tag.utf8))
    }

    fileprivate func updateInteger(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { update($0) }
    }

    fileprivate func update(_ values: [some BitwiseCopyable]) {
        values.withUnsafeBytes { update($0) }
    }
}
