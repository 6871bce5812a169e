import PlainText
import Plots

/// A piece of a page. It is well-formed HTML, and XML too. Texts are escaped where they come in, so that no name of a
/// class, path or line of a log becomes markup.
struct HTML: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The markup of the piece, as it stands in the file.
    let markup: String

    /// A text in one line. Line breaks and control characters are shown as escapes.
    init(_ text: String) {
        self.init(markup: xmlText(plainText(text)))
    }

    /// A text in one line, as a literal. Values that are interpolated in the literal are escaped too.
    init(stringLiteral text: String) {
        self.init(text)
    }

    private init(markup: String) {
        self.markup = markup
    }

    /// A piece without any content.
    static let empty = HTML(markup: "")

    /// A text of several lines: its line breaks are kept, other control characters are shown as escapes.
    static func lines(_ text: String) -> HTML { HTML(markup: xmlText(plainLines(text))) }

    /// An element of this name, with attributes and contents.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ contents: HTML...
    ) -> HTML {
        let end = inline.contains(name) ? "" : "\n"
        return HTML(
            markup: "<\(name)\(text(of: attributes))>\(HTML(contents).markup)</\(name)>\(end)")
    }

    /// Elements that are written without a line break after them: those within a line of text or a row of a table.
    private static let inline: Set = ["a", "code", "strong", "small", "span", "dt", "dd", "th", "td", "summary"]

    /// An element that has no contents in HTML, for instance `meta`.
    static func void(_ name: String, _ attributes: KeyValuePairs<String, String>) -> HTML {
        HTML(markup: "<\(name)\(text(of: attributes))/>\n")
    }

    /// A style sheet with these rules. The rules are not escaped, so they must contain neither `<` nor `&`.
    static func style(_ rules: String) -> HTML { HTML(markup: "<style>\n\(rules)\n</style>\n") }

    /// A drawing as an SVG element of the page.
    ///
    /// - Throws: `PlotError`.
    static func svg(_ drawing: Drawing) throws(PlotError) -> HTML { HTML(markup: try drawing.inlineSVG() + "\n") }

    /// The pieces one after the other, as one piece.
    init(_ pieces: [HTML]) {
        self.init(markup: pieces.map(\.markup).joined())
    }

    private static func text(of attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0)=\"\(xmlText(plainText($1)))\"" }.joined()
    }
}

extension HTML {
    /// A paragraph with this text.
    static func paragraph(_ text: String) -> HTML { element("p", [:], HTML(text)) }

    /// A paragraph in a weaker colour, for a remark.
    static func note(_ text: String) -> HTML { element("p", ["class": "note"], HTML(text)) }

    /// A list with an item for each text; an empty piece if there are no texts.
    static func list(_ texts: [String], isOrdered: Bool = false) -> HTML {
        guard !texts.isEmpty else { return .empty }
        return element(isOrdered ? "ol" : "ul", [:], HTML(texts.map { element("li", [:], HTML($0)) }))
    }

    /// A text in the font of code, for instance a digest.
    static func code(_ text: String) -> HTML { element("code", [:], HTML(text)) }

    /// A part of the page that scrolls by itself, also by keyboard, if its contents are wider than the page. `label` is
    /// the name of the part that screen readers say.
    static func scrolling(_ contents: HTML, label: String) -> HTML {
        element("div", ["class": "scroll", "role": "region", "tabindex": "0", "aria-label": label], contents)
    }

    /// A drawing with a caption below it. On a narrow page the drawing shrinks to 70% of its width, at which its texts
    /// are still legible. If that is too wide for the page, the drawing scrolls.
    ///
    /// - Throws: `PlotError`.
    static func figure(_ drawing: Drawing, caption: String) throws(PlotError) -> HTML {
        element(
            "figure", ["style": "--width:\(Int(drawing.width.rounded()))px"],
            scrolling(try svg(drawing), label: drawing.title), element("figcaption", [:], HTML(caption)))
    }

    /// Numbers in large letters, each with its unit and, below it, a label.
    static func figures(_ figures: [(value: String, unit: String, label: String)]) -> HTML {
        element(
            "dl", ["class": "figures"],
            HTML(
                figures.map { figure in
                    element(
                        "div", [:], element("dt", [:], HTML(figure.label)),
                        element("dd", [:], HTML(figure.value), unit(figure.unit)))
                }))
    }

    private static func unit(_ text: String) -> HTML {
        text.isEmpty ? .empty : element("small", [:], HTML(" " + text))
    }
}
