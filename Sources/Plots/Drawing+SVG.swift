import Foundation

extension Drawing {
    /// The drawing as an SVG file. Its texts are texts, stretched to the width that the layout has reserved, so that no
    /// font makes them overlap. Ground, text and lines follow a viewer that prefers dark pages.
    ///
    /// - Throws: ``PlotError``.
    public func svg() throws(PlotError) -> String {
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(number(width))\" height=\"\(number(height))\" "
                + "viewBox=\"0 0 \(number(width)) \(number(height))\" role=\"img\" "
                + "font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">",
            "<title>\(escaped(title))</title>", "<desc>\(escaped(summary))</desc>", Drawing.darkStyle,
            element(Mark.Shape.rectangle(Rectangle(x: 0, y: 0, width: width, height: height), .paper), note: nil),
        ]
        for mark in marks {
            if case .image(let rectangle, let pixels) = mark.shape {
                lines.append(element(rectangle, file: try pixels.png(title: title), note: mark.note))
            } else {
                lines.append(element(mark.shape, note: mark.note))
            }
        }
        return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// What the themed paints are on a dark page. Programs without style sheets take the attributes.
    private static let darkStyle: String = {
        let rules = Paint.themed.map { ".\($0)-fill{fill:\($0.dark.svg)}.\($0)-stroke{stroke:\($0.dark.svg)}" }
        return "<style>@media (prefers-color-scheme:dark){\(rules.joined())}</style>"
    }()

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
            case .text(let text): ("text", attributes(of: text), escaped(text.text))
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
        note.map { "<title>\(escaped($0))</title>" } ?? ""
    }

    /// A number with at most two decimals.
    private func number(_ value: Double) -> String {
        let text = String(format: "%.2f", value)
        let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." && text.contains(".") }
        return short.isEmpty ? "0" : String(short.reversed())
    }

    /// Text of XML 1.0, which lacks some characters.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Paint {
    /// The attributes that paint a fill or a stroke.
    fileprivate func svg(of property: String) -> String {
        " \(property)=\"\(light.svg)\"" + (Paint.themed.contains(self) ? " class=\"\(self)-\(property)\"" : "")
    }
}

extension Colour {
    fileprivate var svg: String { String(format: "#%02x%02x%02x", Int(red), Int(green), Int(blue)) }
}
