import PlainText
import Testing

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("happy", "happy"), ("a\nb\u{1B}[2J\0", "a b [2J "), ("\u{202E}abc\u{2028}", " abc "), ("grün ☺", "grün ☺"),
        ("", ""),
    ])
    func whatBreaksALineBecomesASpace(text: String, plain: String) {
        #expect(plainText(text, bytes: 100) == plain)
        #expect(excerpt(text) == plain)
    }

    @Test func longTextsAreCutAtTheEndOfACharacter() {
        #expect(plainText("ab☺", bytes: 4) == "ab")
        #expect(excerpt("ab☺", bytes: 4) == "ab…")
        #expect(excerpt("ab☺", bytes: 5) == "ab☺")
        #expect(errorLine(String(repeating: "x", count: 1 << 20)).utf8.count < 2010)
    }
}
