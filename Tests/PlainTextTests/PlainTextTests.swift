import PlainText
import Testing

@Suite struct PlainTextTests {
    @Test(arguments: [
        ("happy", "happy"), ("a\nb\u{1B}[2J\0", #"a\nb\u{1B}[2J\u{0}"#),
        ("\u{202E}abc\u{2028}", #"\u{202E}abc\u{2028}"#),
        ("\r\n\t\u{7F}\u{9B}", #"\r\n\t\u{7F}\u{9B}"#), ("\u{E0001}", #"\u{E0001}"#), ("grün ☺", "grün ☺"), ("", ""),
    ])
    func whatBreaksALineIsShownAsItsEscape(text: String, plain: String) {
        #expect(plainText(text, bytes: 100) == plain)
        #expect(excerpt(text) == plain)
        #expect(plainText(plain) == plain)
    }

    @Test func severalLinesStayLines() {
        #expect(plainLines("a\n\u{1B}[2J\r\nb\n") == "a\n\\u{1B}[2J\\r\nb\n")
    }

    @Test func longTextsAreCutAtTheEndOfACharacter() {
        #expect(plainText("ab☺", bytes: 4) == "ab")
        #expect(excerpt("ab☺", bytes: 4) == "ab…")
        #expect(excerpt("ab☺", bytes: 5) == "ab☺")
        #expect(excerpt("ab\u{1B}", bytes: 7) == "ab…")
        #expect(excerpt("ab\u{1B}", bytes: 8) == #"ab\u{1B}"#)
        #expect(errorLine(String(repeating: "x", count: 1 << 20)).utf8.count < 2010)
    }
}
