/// A point of a drawing, in pixels from its upper left corner; y grows downwards.
public struct Point: Hashable, Sendable {
    /// The distance from the left edge of the drawing, in pixels.
    public var x: Double
    /// The distance from the upper edge of the drawing, in pixels.
    public var y: Double

    /// The point at these coordinates.
    public init(_ x: Double, _ y: Double) {
        self.x = x
        self.y = y
    }
}

/// A rectangle of a drawing, with level and upright edges.
public struct Rectangle: Hashable, Sendable {
    /// The x coordinate of the left edge.
    public var x: Double
    /// The y coordinate of the upper edge.
    public var y: Double
    /// The width in pixels, from the left edge to the right one.
    public var width: Double
    /// The height in pixels, from the upper edge to the lower one.
    public var height: Double

    /// A rectangle by its upper left corner and its size.
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The x coordinate of the right edge.
    public var right: Double { x + width }
    /// The y coordinate of the lower edge.
    public var bottom: Double { y + height }
    /// Half way between left and right.
    public var middleX: Double { x + width / 2 }
    /// Half way between top and bottom.
    public var middleY: Double { y + height / 2 }

    /// Whether the rectangles overlap. Rectangles of which only the edges touch do not overlap.
    public func overlaps(_ other: Rectangle) -> Bool {
        x < other.right && other.x < right && y < other.bottom && other.y < bottom
    }

    /// Whether the other rectangle lies in this one. The edges of the two may touch.
    public func contains(_ other: Rectangle) -> Bool {
        x <= other.x && y <= other.y && other.right <= right && other.bottom <= bottom
    }
}
