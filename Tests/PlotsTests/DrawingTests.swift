import Foundation
import Plots
import TestKit
import Testing

@Suite struct DrawingTests {
    private func drawing(_ text: String = "text", width: Double = 120, height: Double = 40) -> Drawing {
        var drawing = Drawing(title: "a < b & \"c\"", summary: "what is drawn", width: width, height: height)
        drawing.add(TextMark(text, at: Point(10, 25)))
        return drawing
    }

    @Test func svgIsXMLWithItsTexts() throws {
        var drawing = drawing("1 < 2 & \u{1B}[31m\u{FFFE}")
        drawing.add(.rectangle(Rectangle(x: 1, y: 2, width: 3, height: 4), .colour(.blue)), note: "<note>")
        drawing.add(.line([Point(0, 0), Point(5, 5.125)], .grid, width: 1, dashes: [2, 1]))
        drawing.add(.dot(Point(3, 3), radius: 2, .colour(.orange)))
        drawing.add(
            .image(
                Rectangle(x: 0, y: 0, width: 20, height: 20), Pixels(width: 1, height: 1, channels: 1, values: [7])))
        let svg = try drawing.svg()
        let texts = try MarkupTexts(svg)
        #expect(texts["title"] == ["a < b & \"c\"", "<note>"])
        #expect(texts["desc"] == ["what is drawn"])
        #expect(texts["text"] == ["1 < 2 & \\u{1B}[31m\u{FFFD}"])
        #expect(svg.contains("width=\"120\" height=\"40\""))
        #expect(svg.contains("points=\"0,0 5,5.13\"") || svg.contains("points=\"0,0 5,5.12\""))
        #expect(svg.contains("fill=\"#0072b2\"") && svg.contains("data:image/png;base64,iVBOR"))
    }

    @Test func inAPageItHasTheSameElementsAndThePagesColours() throws {
        var drawing = drawing("a & b")
        drawing.add(.line([Point(0, 0), Point(5, 5)], .grid, width: 1), note: "<note>")
        let alone = try MarkupTexts(drawing.svg()).elements
        let inline = try MarkupTexts(drawing.inlineSVG()).elements
        // Alone it has a title, a description and a style sheet before its marks.
        #expect(inline.map(\.name) == [alone[0].name] + alone.dropFirst(4).map(\.name))
        #expect(inline[0].attributes["aria-label"] == "what is drawn" && inline[0].attributes["role"] == "img")
        #expect(inline.last?.text == "<note>")
        for name in ["ink", "muted", "grid", "paper"] {
            #expect(Drawing.pageStyle.contains(".\(name)-fill{fill:var(--\(name))}"))
            // Light, dark, and light on paper.
            #expect(Drawing.pageStyle.matches(of: try Regex("--\(name):#[0-9a-f]{6}")).count == 3)
        }
    }

    @Test func pngHasTwiceTheSize() throws {
        let png = try drawing().png()
        #expect(png.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(png[16..<24] == [0, 0, 0, 240, 0, 0, 0, 80])
        #expect(try drawing().png() == png)
    }

    @Test func aPictureThatCairoRejectsIsAnError() {
        let large = drawing(width: 40_000)
        #expect(throws: PlotError.self) { try large.png() }
    }

    /// Without a font on the machine each letter must still be another picture.
    @Test func lettersDiffer() throws {
        let letters =
            (0x21...0x7E).map { String(Unicode.Scalar($0)!) }
            + "äöüéèêëçñßåøæœłżšžőțąęïíĩīĭÄÉØŁ…–×✓✗→≤°".map(String.init)
        var seen: [[UInt8]: String] = [:]
        for letter in letters {
            let png = try drawing(letter).png()
            #expect(seen[png] == nil, "\(letter) looks like \(seen[png] ?? "")")
            seen[png] = letter
        }
        // A letter of another script is a box, which tells that something is there.
        #expect(try drawing("ж").png() == drawing("ю").png())
        #expect(try drawing("ж").png() != drawing("").png())
    }

    @Test func textsAreMeasured() {
        let style = TextStyle.label
        #expect(style.width(of: "") == 0)
        #expect(abs(style.width(of: "ab") - style.width(of: "a") - style.width(of: "b")) < 1e-9)
        #expect(style.width(of: "é") == style.width(of: "e"))
        #expect(TextStyle(24).width(of: "wide") == 2 * TextStyle(12).width(of: "wide"))
        let digits = Set((0...9).map { style.width(of: "\($0)") })
        #expect(digits.count == 1)
    }

    @Test func longTextsAreShortened() {
        let style = TextStyle.label
        let name = "an extraordinarily long name of a class"
        #expect(style.fitted(name, width: 1000) == name)
        let short = style.fitted(name, width: 80)
        #expect(short.hasSuffix("…") && name.hasPrefix(short.dropLast()))
        #expect(style.width(of: short) <= 80)
        let ends = ["first", "last"].map { style.fitted("\(name), the \($0)", width: 90, keepsEnd: true) }
        #expect(ends[0].hasPrefix("an ") && ends[0].hasSuffix("rst") && ends[1].hasSuffix("ast"), "\(ends)")
        #expect(style.fitted(name, width: 1) == "…")
        #expect(style.fitted("ab\ncd", width: 1000) == "ab\\ncd")
    }

    /// Names that would look alike when shortened keep what differs.
    @Test func namesStayDifferent() {
        let style = TextStyle.label
        #expect(style.fitted(["angry", "sad"], width: 100) == ["angry", "sad"])
        let alike = (10...40).map { "class_number_\($0)_with_a_long_name" }
        let short = style.fitted(alike, width: 90)
        #expect(short.first == "…10…" && short.last == "…40…", "\(short)")
        let mixed = alike + ["other"]
        let numbered = style.fitted(mixed, width: 90)
        #expect(Set(numbered).count == mixed.count && numbered[0].hasPrefix("1 cl"), "\(numbered)")
        #expect(numbered.allSatisfy { style.width(of: $0) <= 90 })
    }

    @Test func boundsAreWhereTheTextIs() {
        let ahead = TextMark("abc", at: Point(100, 50), .label, .end).bounds
        #expect(abs(ahead.right - 100) < 1e-9 && ahead.y < 50 && ahead.bottom > 50)
        let upwards = TextMark("abc", at: Point(100, 50), .label, isUpwards: true).bounds
        #expect(abs(upwards.bottom - 50) < 1e-9 && upwards.height > upwards.width)
        #expect(abs(upwards.height - TextStyle.label.width(of: "abc")) < 1e-9)
    }

    @Test func cellsGetDarkerAndStayReadable() {
        let shares = (0...100).map { Double($0) / 100 }
        let luminances = shares.map { Colour.cell($0).luminance }
        #expect(zip(luminances, luminances.dropFirst()).allSatisfy { $0 > $1 })
        for share in shares {
            let cell = Colour.cell(share)
            let (bright, dark) = (
                max(cell.luminance, cell.readableInk.luminance), min(cell.luminance, cell.readableInk.luminance)
            )
            // Source: WCAG 2.1, success criterion 1.4.3.
            #expect((bright + 0.05) / (dark + 0.05) >= 4.5, "share \(share)")
        }
        #expect(Colour.cell(.nan) == Colour.cell(0))
    }
}
