import Foundation

/// The font of PNG files: lines and quarter ellipses, drawn with a round pen. With this font, a picture looks the same
/// on every machine, and the machine needs no fonts. The font's widths are also used for the layout of texts.
///
/// The font has ASCII, the letters of European languages that are written in Latin script (with accents composed by
/// Unicode's canonical decomposition), and some signs. Any other character is drawn as an empty box.
enum StrokeFont {
    /// The height of a line of text, in units of the font.
    static let unitsPerSize = 20.0
    /// How far capital letters reach above the base line, in units of the font.
    static let capitalHeight = 14.9
    /// How far letters reach below the base line, in units of the font.
    static let descent = 4.9
    /// The distance between the pen's path and the edge of a letter's space on each side, in units of the font.
    private static let bearing = 1.85

    /// The width of the pen's stroke, in units of the font.
    static func penWidth(isBold: Bool) -> Double { isBold ? 2.4 : 1.6 }

    /// A step of the pen; y grows upwards from the base line.
    enum Step {
        case move(Point)
        case line(Point)
        case curve(Point, Point, Point)
    }

    /// How wide a text is, in units of the font.
    static func width(of text: String) -> Double {
        scalars(of: text).reduce(0) { $0 + advance(of: $1) }
    }

    /// The pen's path for a text that begins at x = 0, with its base line at y = 0.
    static func path(of text: String) -> [Step] {
        var steps: [Step] = []
        var x = 0.0
        var base: (glyph: Glyph, x: Double)?
        for scalar in scalars(of: text) {
            if let accent = accents[scalar] {
                guard let base else { continue }
                let above = accent.isAbove ? max(base.glyph.top, lowercaseHeight) : 0
                steps += accent.glyph.steps(atX: base.x + base.glyph.width / 2, y: above)
                continue
            }
            let glyph = glyph(of: scalar)
            steps += glyph.steps(atX: x + bearing, y: 0)
            base = (glyph, x + bearing)
            x += advance(of: scalar)
        }
        return steps
    }

    private static let lowercaseHeight = 10.0
    private static let dotless: [Unicode.Scalar: Unicode.Scalar] = ["i": "ı", "j": "ȷ"]
    private static let space = 5.2

    private static func scalars(of text: String) -> [Unicode.Scalar] {
        let scalars = Array(text.decomposedStringWithCanonicalMapping.unicodeScalars)
        // Below an accent, i and j have no dot.
        return scalars.indices.map { index in
            let isAccented = index + 1 < scalars.count && accents[scalars[index + 1]]?.isAbove == true
            return isAccented ? dotless[scalars[index]] ?? scalars[index] : scalars[index]
        }
    }

    private static func advance(of scalar: Unicode.Scalar) -> Double {
        if accents[scalar] != nil { return 0 }
        if scalar == " " || scalar == "\u{A0}" { return space }
        return glyph(of: scalar).width + 2 * bearing
    }

    private static func glyph(of scalar: Unicode.Scalar) -> Glyph {
        if scalar == " " || scalar == "\u{A0}" { return Glyph(width: space, steps: []) }
        // From U+2E80 on, most characters of Unicode are as wide as high, for instance Chinese ones, so their box is
        // wider.
        return glyphs[scalar] ?? (scalar.value >= 0x2E80 ? wideBox : box)
    }

    private static let box = Glyph(width: 7, path: "M0 0L0 13L7 13L7 0L0 0")
    private static let wideBox = Glyph(width: 15, path: "M0 0L0 13L15 13L15 0L0 0")
    private static let glyphs = lines(letters + "\n" + signs).reduce(into: [Unicode.Scalar: Glyph]()) {
        $0[$1.scalar] = $1.glyph
    }
    private static let accents = lines(marks).reduce(into: [Unicode.Scalar: (glyph: Glyph, isAbove: Bool)]()) {
        $0[$1.scalar] = ($1.glyph, $1.glyph.top > 0)
    }

    /// Reads the glyphs of a table: each line has the character, the width and the path of a glyph.
    private static func lines(_ table: String) -> [(scalar: Unicode.Scalar, glyph: Glyph)] {
        table.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let scalar = Unicode.Scalar(hexadecimal: parts[0]), let width = Double(parts[1])
            else { preconditionFailure("no glyph: \(line)") }
            return (scalar, Glyph(width: width, path: parts[2]))
        }
    }
}

extension Unicode.Scalar {
    /// Reads a character: the character itself, or its number after `U+`.
    fileprivate init?(hexadecimal text: Substring) {
        if text.hasPrefix("U+"), let number = UInt32(text.dropFirst(2), radix: 16) {
            self.init(number)
        } else {
            self = text.unicodeScalars.first!
        }
    }
}

/// A character of the font: its width, and the pen's path, in which x = 0 is the left edge of the character.
private struct Glyph {
    let width: Double
    private let steps: [StrokeFont.Step]

    /// The y of the path's highest point. The width of the pen is not counted.
    let top: Double

    init(width: Double, steps: [StrokeFont.Step]) {
        self.width = width
        self.steps = steps
        top = steps.map(\.end.y).max() ?? 0
    }

    /// Reads a path: `M x y` moves the pen, `L x y` draws a line, `C x y x y x y` a cubic Bézier curve as in SVG; `h x
    /// y` draws a quarter of an ellipse that leaves horizontally, `v x y` one that leaves vertically.
    init(width: Double, path: Substring) {
        var steps: [StrokeFont.Step] = []
        var rest = path
        while let letter = rest.popFirst() {
            let end = rest.firstIndex { $0.isLetter } ?? rest.endIndex
            let numbers = rest[..<end].split(separator: " ").map { Double($0)! }
            rest = rest[end...]
            let points = stride(from: 0, to: numbers.count, by: 2).map { Point(numbers[$0], numbers[$0 + 1]) }
            let from = steps.last?.end ?? Point(0, 0)
            switch letter {
            case "M": steps.append(.move(points[0]))
            case "L": steps.append(.line(points[0]))
            case "C": steps.append(.curve(points[0], points[1], points[2]))
            default: steps.append(.quarter(from: from, to: points[0], leavesHorizontally: letter == "h"))
            }
        }
        self.init(width: width, steps: steps)
    }

    /// The steps of the path, moved so that its origin is at a place.
    func steps(atX x: Double, y: Double) -> [StrokeFont.Step] {
        steps.map { $0.moved(x, y) }
    }
}

extension StrokeFont.Step {
    /// Where the pen is after the step.
    fileprivate var end: Point {
        switch self {
        case .move(let point), .line(let point), .curve(_, _, let point): point
        }
    }

    fileprivate func moved(_ x: Double, _ y: Double) -> StrokeFont.Step {
        func moved(_ point: Point) -> Point { Point(point.x + x, point.y + y) }
        return switch self {
        case .move(let point): .move(moved(point))
        case .line(let point): .line(moved(point))
        case .curve(let first, let second, let point): .curve(moved(first), moved(second), moved(point))
        }
    }

    /// A quarter of an ellipse as a cubic Bézier curve. The usual factor for its control points is 0.5523; with 0.57
    /// the curve is a little fuller, and letters look better.
    fileprivate static func quarter(from: Point, to end: Point, leavesHorizontally: Bool) -> StrokeFont.Step {
        let full = 0.57
        let (dx, dy) = ((end.x - from.x) * full, (end.y - from.y) * full)
        return leavesHorizontally
            ? .curve(Point(from.x + dx, from.y), Point(end.x, end.y - dy), end)
            : .curve(Point(from.x, from.y + dy), Point(end.x - dx, end.y), end)
    }
}
