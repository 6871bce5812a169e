import PlainText

/// A drawing: shapes, pictures and texts, with their places in pixels. ``svg()`` and ``png()`` make files of it that
/// have the same layout.
public struct Drawing: Sendable {
    /// What the drawing shows, in a few words: the title of the SVG file.
    public let title: String
    /// What the drawing shows, in a sentence, for people who do not see it.
    public let summary: String
    /// The width of the drawing in pixels.
    public let width: Double
    /// The height of the drawing in pixels.
    public let height: Double
    /// What is drawn, from the back to the front.
    public private(set) var marks: [Mark] = []

    /// An empty drawing. Control characters in `title` and `summary` are shown as escapes.
    public init(title: String, summary: String, width: Double, height: Double) {
        self.title = plainText(title)
        self.summary = plainText(summary)
        self.width = width
        self.height = height
    }

    /// Adds a mark in front of the marks that the drawing already has.
    ///
    /// - Parameter note: a text about the mark. A viewer of the SVG shows it where a pointer rests on the mark.
    public mutating func add(_ shape: Mark.Shape, note: String? = nil) {
        marks.append(Mark(shape: shape, note: note.map { plainLines($0) }))
    }

    /// Adds a text in front of the marks that the drawing already has.
    public mutating func add(_ text: TextMark) {
        add(.text(text))
    }

    /// The texts of the drawing, from the back to the front.
    public var texts: [TextMark] {
        marks.compactMap { if case .text(let text) = $0.shape { text } else { nil } }
    }
}

/// A shape of a drawing, with a note about it.
public struct Mark: Sendable {
    /// The shape of a mark, with its place.
    public enum Shape: Sendable {
        /// A filled rectangle.
        case rectangle(Rectangle, Paint)
        /// A line through points; `dashes` are lengths of lines and gaps in turn.
        case line([Point], Paint, width: Double, dashes: [Double] = [])
        /// A filled circle.
        case dot(Point, radius: Double, Paint)
        /// A picture, stretched to a rectangle.
        case image(Rectangle, Pixels)
        /// A text.
        case text(TextMark)
    }

    /// The shape that is drawn.
    public let shape: Shape
    /// A text about the mark, which a viewer of the SVG shows where a pointer rests on the mark; nil for no text.
    public let note: String?
}
