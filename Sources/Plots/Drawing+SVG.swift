import Foundation
import PlainText

extension Drawing {
    /// The drawing as an SVG file. Texts are `text` elements, stretched or shrunk to the width that the layout has
    /// reserved for them, so that texts do not overlap in any font. In a viewer that prefers dark pages, background,
    /// texts and lines have their dark colours.
    ///
    /// - Throws: ``PlotError``.
    public func svg() throws(PlotError) -> String {
        let head = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\"\(size) role=\"img\" font-family=\"\(Drawing.fonts)\">",
            "<title>\(xmlText(title))</title>", "<desc>\(xmlText(summary))</desc>", Drawing.darkStyle,
        ]
        return try (head + elements() + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// The drawing as an element of an HTML page that has ``pageStyle`` among its rules.
    ///
    /// - Throws: ``PlotError``.
    public func inlineSVG() throws(PlotError) -> String {
        let head = "<svg\(size) role=\"img\" aria-label=\"\(xmlText(summary))\" font-family=\"\(Drawing.fonts)\">"
        return try ([head] + elements() + ["</svg>"]).joined(separator: "\n")
    }

    /// Style sheet rules for a page with drawings. The custom properties `--ink`, `--muted`, `--grid` and `--paper` are
    /// the colours of the ``Paint`` cases with these names. A printed page has the light colours, even if the screen is
    /// dark.
    public static let pageStyle: String = {
        func properties(_ colour: (Paint) -> Colour) -> String {
            ":root{" + Paint.themed.map { "--\($0):\(colour($0).hexadecimal)" }.joined(separator: ";") + "}"
        }
        let rules = Paint.themed.map { ".\($0)-fill{fill:var(--\($0))}.\($0)-stroke{stroke:var(--\($0))}" }
        let light = properties(\.light)
        return "\(light)\n@media (prefers-color-scheme:dark){\(properties(\.dark))}\n@media print{\(light)}\n"
            + rules.joined(separator: "\n")
    }()

    private static let fonts = "Helvetica, Arial, 'Liberation Sans', sans-serif"

    /// Style rules with the dark colours of the themed paints. Programs that ignore style sheets use the light
    /// colours in the elements' attributes.
    private static let darkStyle: String = {
        let rules = Paint.themed.map {
            ".\($0)-fill{fill:\($0.dark.hexadecimal)}.\($0)-stroke{stroke:\($0.dark.hexadecimal)}"
        }
        return "<style>@media (prefers-color-scheme:dark){\(rules.joined())}</style>"
    }()

    private var size: String {
        " width=\"\(number(width))\" height=\"\(number(height))\" "
            + "viewBox=\"0 0 \(number(width)) \(number(height))\""
    }

    /// The SVG elements of the background and of the marks.
    private func elements() throws(PlotError) -> [String] {
        var elements = [
            element(Mark.Shape.rectangle(Rectangle(x: 0, y: 0, width: width, height: height), .paper), note: nil)
        ]
        for mark in marks {
            if case .image(let rectangle, let pixels) = mark.shape {
                elements.append(element(rectangle, file: try pixels.png(title: title), note: mark.note))
            } else {
                elements.append(element(mark.shape, note: mark.note))
            }
        }
        return elements
    }

    private func element(_ shape: Mark.Shape, note: String?) -> String {
        let (name, attributes, content): (String, String, String) =
            switch shape {
            case .rectangle(let rectangle, let paint): ("rect", place(rectangle) + paint.svg(of: "fill"), "")
            case .line(let points, let paint, let width, let dashes):
                (
                    "polyline",
                    " points=\"\(points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " "))\""
                        + " fill=\"none\" stroke-width=\"\(number(width))\" stroke-linejoin=\"round\""
                        + (dashes.isEmpty
                            ? "" : " stroke-dasharray=\"\(dashes.map(number).joined(separator: " "))\"")
                        + paint.svg(of: "stroke"), ""
                )
            case .dot(let centre, let radius, let paint):
                (
                    "circle",
                    " cx=\"\(number(centre.x))\" cy=\"\(number(centre.y))\" r=\"\(number(radius))\""
                        + paint.svg(of: "fill"), ""
                )
            case .text(let text): ("text", attributes(of: text), xmlText(text.text))
            case .image: preconditionFailure("an image has a file")
            }
        return "<\(name)\(attributes)>\(content)\(titleElement(note))</\(name)>"
    }

    private func element(_ rectangle: Rectangle, file: [UInt8], note: String?) -> String {
        "<image\(place(rectangle)) preserveAspectRatio=\"none\" href=\"data:image/png;base64,"
            + "\(Data(file).base64EncodedString())\">\(titleElement(note))</image>"
    }

    private func place(_ rectangle: Rectangle) -> String {
        " x=\"\(number(rectangle.x))\" y=\"\(number(rectangle.y))\" width=\"\(number(rectangle.width))\""
            + " height=\"\(number(rectangle.height))\""
    }

    private func attributes(of text: TextMark) -> String {
        let anchor = ["start", "middle", "end"][[.start, .middle, .end].firstIndex(of: text.alignment)!]
        let (x, y) = (number(text.point.x), number(text.point.y))
        return " x=\"\(x)\" y=\"\(y)\" font-size=\"\(number(text.style.size))\""
            + (text.style.isBold ? " font-weight=\"bold\"" : "")
            + (anchor == "start" ? "" : " text-anchor=\"\(anchor)\"")
            + (text.isUpwards ? " transform=\"rotate(-90 \(x) \(y))\"" : "")
            + " textLength=\"\(number(text.width))\" lengthAdjust=\"spacingAndGlyphs\"" + text.paint.svg(of: "fill")
    }

    private func titleElement(_ note: String?) -> String {
        note.map { "<title>\(xmlText($0))</title>" } ?? ""
    }

    /// A number with at most two decimals.
    private func number(_ value: Double) -> String {
        let text = String(format: "%.2f", value)
        let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." && text.contains(".") }
        return short.isEmpty ? "0" : String(short.reversed())
    }
}

extension Paint {
    /// The attributes that colour a fill or a stroke: the light colour, and for a themed paint also a class, whose
    /// style rules replace the light colour in a dark viewer.
    fileprivate func svg(of property: String) -> String {
        " \(property)=\"\(light.hexadecimal)\"" + (Paint.themed.contains(self) ? " class=\"\(self)-\(property)\"" : "")
    }
}
