import Foundation
import PlainText

/// The size and weight of a text.
public struct TextStyle: Hashable, Sendable {
    /// The height of a line, in pixels.
    public var size: Double
    /// Whether the text is drawn with thick strokes.
    public var isBold: Bool

    /// A style with this size and weight.
    public init(_ size: Double, isBold: Bool = false) {
        self.size = size
        self.isBold = isBold
    }

    /// The style for the title of a drawing.
    public static let title = TextStyle(17, isBold: true)
    /// The style for the title of a part of a drawing.
    public static let heading = TextStyle(13, isBold: true)
    /// The style for labels, for instance at the ticks of an axis.
    public static let label = TextStyle(12)
    /// The style for remarks and small labels.
    public static let small = TextStyle(11)

    /// How wide a text is, in pixels.
    public func width(of text: String) -> Double {
        StrokeFont.width(of: text) * size / StrokeFont.unitsPerSize
    }

    /// The text, cut so that it is at most `width` pixels wide, with an ellipsis where something was cut out.
    ///
    /// - Parameter keepsEnd: whether the middle of the text is cut out instead of its end. This suits names that differ
    ///   at the end.
    public func fitted(_ text: String, width: Double, keepsEnd: Bool = false) -> String {
        let plain = plainText(text)
        guard self.width(of: plain) > width else { return plain }
        let characters = Array(plain)
        for kept in stride(from: characters.count - 1, through: 1, by: -1) {
            let end = keepsEnd ? kept / 2 : 0
            let short = String(characters[..<(kept - end)]) + "…" + String(characters.suffix(end))
            if self.width(of: short) <= width { return short }
        }
        return "…"
    }

    /// Shortens names so that they fit a width and stay different. Each name is cut in its middle, as by
    /// ``fitted(_:width:keepsEnd:)``. If two different names would then look alike, the start and the end that all
    /// names share are cut off before that. If that is not enough, each name gets its position among the names, from 1,
    /// in front.
    public func fitted(_ names: [String], width: Double) -> [String] {
        func fitting(_ names: [String]) -> [String]? {
            let short = names.map { fitted($0, width: width, keepsEnd: true) }
            return Set(short).count < Set(names).count ? nil : short
        }
        if let short = fitting(names) { return short }
        let start = names.dropFirst().reduce(names.first ?? "") { $0.commonPrefix(with: $1) }.count
        let rests = names.map { String($0.dropFirst(start).reversed()) }
        let end = rests.dropFirst().reduce(rests.first ?? "") { $0.commonPrefix(with: $1) }.count
        let different = names.map { name in
            (start > 1 ? "…" + name.dropFirst(start) : name).dropLast(end) + (end > 1 ? "…" : String(name.suffix(end)))
        }
        return fitting(different.map { String($0) })
            ?? names.enumerated().map { fitted("\($0 + 1) \($1)", width: width, keepsEnd: true) }
    }
}

/// A text of a drawing: one line.
public struct TextMark: Hashable, Sendable {
    /// Which part of the line is at the ``TextMark/point``.
    public enum Alignment: Hashable, Sendable {
        /// The line begins at the point.
        case start
        /// The middle of the line is at the point.
        case middle
        /// The line ends at the point.
        case end
    }

    /// The characters of the line.
    public let text: String
    /// A point on the text's base line. ``alignment`` says which part of the line is there.
    public let point: Point
    /// The size and weight of the text.
    public let style: TextStyle
    /// Which part of the line is at ``point``.
    public let alignment: Alignment
    /// Whether the text goes upwards instead of to the right.
    public let isUpwards: Bool
    /// The colour of the text.
    public let paint: Paint

    /// A text. Control characters are shown as escapes.
    public init(
        _ text: String, at point: Point, _ style: TextStyle = .label, _ alignment: Alignment = .start,
        isUpwards: Bool = false, paint: Paint = .ink
    ) {
        self.text = plainText(text)
        self.point = point
        self.style = style
        self.alignment = alignment
        self.isUpwards = isUpwards
        self.paint = paint
    }

    /// How long the line is, in pixels.
    public var width: Double { style.width(of: text) }

    /// The distance in pixels from the beginning of the line to its ``point``.
    var offset: Double {
        switch alignment {
        case .start: 0
        case .middle: width / 2
        case .end: width
        }
    }

    /// The rectangle that the text fills, from the top of capitals to the bottom of descenders.
    public var bounds: Rectangle {
        let above = style.size * StrokeFont.capitalHeight / StrokeFont.unitsPerSize
        let below = style.size * StrokeFont.descent / StrokeFont.unitsPerSize
        return isUpwards
            ? Rectangle(x: point.x - above, y: point.y + offset - width, width: above + below, height: width)
            : Rectangle(x: point.x - offset, y: point.y - above, width: width, height: above + below)
    }
}
