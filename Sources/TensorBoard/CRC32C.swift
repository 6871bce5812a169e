/// CRC-32C, the checksum of the records in files for TensorBoard.
///
/// Source: RFC 3720, 12.1 and B.4. The polynomial is Castagnoli's, 0x1EDC6F41; with its bits reversed, it is
/// 0x82F63B78.
package enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { remainder, _ in
            remainder & 1 == 1 ? remainder >> 1 ^ 0x82F6_3B78 : remainder >> 1
        }
    }

    /// The CRC-32C of some bytes.
    package static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { remainder, byte in
            table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)] ^ remainder >> 8
        }
    }

    /// The checksum as TFRecord files store it: rotated by 15 bits, plus a constant. If files stored the plain
    /// checksum, the CRC-32C of any bytes followed by their checksum would always be the same value.
    ///
    /// Source: TensorFlow, `crc32c::Mask`.
    package static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
        let checksum = checksum(bytes)
        return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
    }
}
