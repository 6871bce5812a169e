import Files
import Testing

@Suite struct FileDigestTests {
    @Test func digestIsSHA256() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest.sha256(text: "abc") == expected)
        #expect(Array("abc".utf8).withUnsafeBytes { Digest.sha256(bytes: $0) } == expected)
    }
}
