import TensorBoard
import Testing

@Suite struct CRC32CTests {
    /// The examples of RFC 3720, B.4; the last is the usual check of a checksum.
    @Test(
        arguments: [
            (Array(repeating: 0, count: 32), 0x8A91_36AA), (Array(repeating: 0xFF, count: 32), 0x62A8_AB43),
            (Array(0..<32), 0x46DD_794E), ((0..<32).reversed(), 0x113F_DB5C),
            (
                [0x01, 0xC0, 0, 0] + Array(repeating: 0, count: 12)
                    + [0x14, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]
                    + [0, 0, 0, 0],
                0xD996_3A56
            ),
            ([], 0), (Array("123456789".utf8), 0xE306_9283),
        ] as [([UInt8], UInt32)])
    func checksums(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes) == checksum)
    }

    /// By hand: 0x8A9136AA turned by 15 bits to the right is 0x6D551522.
    @Test func masked() {
        #expect(CRC32C.masked(Array(repeating: 0, count: 32)) == 0x6D55_1522 &+ 0xA282_EAD8)
    }
}
