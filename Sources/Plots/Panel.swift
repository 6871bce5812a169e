/// A rectangle with two axes, in which a drawing shows values.
public struct Panel: Sendable {
    /// The rectangle in which values are drawn; the labels of the axes are outside.
    public let frame: Rectangle
    /// The scale of the horizontal axis, from left to right.
    public let x: any Scale
    /// The scale of the vertical axis, from bottom to top.
    public let y: any Scale

    /// A panel. The positions of both scales must begin and end at the frame's edges.
    public init(_ frame: Rectangle, x: any Scale, y: any Scale) {
        self.frame = frame
        self.x = x
        self.y = y
    }

    /// The width beside the frame, in pixels, that the labels of a vertical axis with this scale need.
    public static func labelWidth(of scale: any Scale) -> Double {
        (scale.ticks.map { TextStyle.label.width(of: $0.label) }.max() ?? 0) + labelGap
    }

    private static let labelGap = 7.0
    /// The distance from the frame's lower edge to the base line of the labels below.
    private static let labelDrop = 17.0
    /// The distance from the frame's lower edge to the base line of the axis' title.
    private static let titleDrop = 36.0
    /// The height below a frame for labels without a title, in pixels.
    public static let labelHeight = 24.0
    /// The height below a frame for labels and a title, in pixels.
    public static let titledHeight = 44.0

    /// Draws the grid: if `upright`, an upright line across the frame at each tick of the horizontal axis; if `level`,
    /// a level line at each tick of the vertical axis.
    public func drawGrid(in drawing: inout Drawing, upright: Bool, level: Bool) {
        for tick in upright ? x.ticks : [] {
            let place = x.position(tick.value)
            drawing.add(.line([Point(place, frame.y), Point(place, frame.bottom)], .grid, width: 1))
        }
        for tick in level ? y.ticks : [] {
            let place = y.position(tick.value)
            drawing.add(.line([Point(frame.x, place), Point(frame.right, place)], .grid, width: 1))
        }
    }

    /// Draws the axis at the lower edge of the frame, with its labels and its title. A label is left out if it would
    /// touch the label before it, or pass the right edge of the drawing.
    public func drawXAxis(in drawing: inout Drawing, title: String? = nil, hasLabels: Bool = true) {
        drawing.add(.line([Point(frame.x, frame.bottom), Point(frame.right, frame.bottom)], .muted, width: 1))
        var free = -Double.infinity
        for tick in hasLabels ? x.ticks : [] {
            let label = TextMark(
                tick.label, at: Point(x.position(tick.value), frame.bottom + Panel.labelDrop), .label, .middle)
            guard label.bounds.x >= free, label.bounds.right <= drawing.width else { continue }
            free = label.bounds.right + Panel.labelGap
            drawing.add(label)
        }
        if let title {
            let shown = TextStyle.label.fitted(title, width: drawing.width - 8)
            drawing.add(
                TextMark(
                    shown, at: Point(frame.middleX, frame.bottom + Panel.titleDrop), .label, .middle, paint: .muted))
        }
    }

    /// Draws the axis at the left edge of the frame, with its labels and its title. The title is written upwards, with
    /// its base line at `titleX`.
    public func drawYAxis(in drawing: inout Drawing, title: String? = nil, titleX: Double = Drawing.margin + 9) {
        drawing.add(.line([Point(frame.x, frame.y), Point(frame.x, frame.bottom)], .muted, width: 1))
        for tick in y.ticks {
            drawing.add(
                TextMark(tick.label, at: Point(frame.x - Panel.labelGap, y.position(tick.value) + 4.2), .label, .end))
        }
        if let title {
            let shown = TextStyle.label.fitted(title, width: frame.height)
            drawing.add(
                TextMark(shown, at: Point(titleX, frame.middleY), .label, .middle, isUpwards: true, paint: .muted))
        }
    }

    /// Draws a line through values. The line has a gap at a value that is not finite or has no place on its scale. Each
    /// value also gets a dot if there are at most 40 values. A single value between two gaps always gets a dot, because
    /// no line shows it.
    public func drawLine(
        in drawing: inout Drawing, _ values: [(x: Double, y: Double)], _ colour: Colour, width: Double = 2,
        dashes: [Double] = []
    ) {
        let points = values.map { Point(x.position($0.x), y.position($0.y)) }
        let pieces = points.split { !$0.x.isFinite || !$0.y.isFinite }
        for piece in pieces {
            if piece.count > 1 { drawing.add(.line(Array(piece), .colour(colour), width: width, dashes: dashes)) }
            guard piece.count == 1 || points.count <= Panel.fewValues else { continue }
            for point in piece { drawing.add(.dot(point, radius: 1.5 * width, .colour(colour))) }
        }
    }

    private static let fewValues = 40

    /// Draws an upright dashed line across the frame, at a value of the horizontal axis. `note` is a text about the
    /// line, see ``Mark/note``.
    public func drawRule(in drawing: inout Drawing, atX value: Double, note: String? = nil) {
        let place = x.position(value)
        drawing.add(
            .line([Point(place, frame.y), Point(place, frame.bottom)], .muted, width: 1.5, dashes: [5, 4]), note: note)
    }
}
