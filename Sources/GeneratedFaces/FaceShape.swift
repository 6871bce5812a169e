/// An upright rectangle that a shape lies within. It saves time: the canvas computes no distance from the shape for
/// pixels that are well outside the rectangle.
struct FaceBounds {
    /// The corner of the smallest x and y.
    let lower: FacePoint
    /// The corner of the largest x and y.
    let upper: FacePoint

    /// A rectangle that contains every point.
    static let everywhere = FaceBounds(around: .zero, reach: FacePoint(repeating: .infinity))

    /// The rectangle that extends from `centre` by `reach.x` to the left and right, and by `reach.y` up and down.
    init(around centre: FacePoint, reach: FacePoint) {
        lower = centre - reach
        upper = centre + reach
    }

    /// The smallest rectangle that contains all these points.
    init(of points: [FacePoint]) {
        lower = points.reduce(FacePoint(repeating: .infinity)) { pointwiseMin($0, $1) }
        upper = points.reduce(FacePoint(repeating: -.infinity)) { pointwiseMax($0, $1) }
    }

    private init(lower: FacePoint, upper: FacePoint) {
        self.lower = lower
        self.upper = upper
    }

    /// The rectangle, made larger by `margin` on each side.
    func grown(by margin: Double) -> FaceBounds {
        FaceBounds(lower: lower - margin, upper: upper + margin)
    }

    /// Whether a point is in the rectangle or on its edge.
    @inline(__always)
    func contains(_ point: FacePoint) -> Bool {
        point.x >= lower.x && point.x <= upper.x && point.y >= lower.y && point.y <= upper.y
    }
}

/// Signed distances of points from shapes, negative inside a shape.
enum FaceShape {
    /// The signed distance of a point from an upright ellipse: exact on the edge, correct to first order near it, and
    /// rough elsewhere.
    @inline(__always)
    static func ellipse(_ point: FacePoint, at centre: FacePoint, radii: FacePoint) -> Double {
        let scaled = (point - centre) / radii
        let slope = scaled / radii
        let level = scaled.x * scaled.x + scaled.y * scaled.y
        let steepness = 2 * (slope.x * slope.x + slope.y * slope.y).squareRoot()
        return (level - 1) / max(steepness, 1e-9)
    }
}

/// A curved line with round ends: a quadratic Bézier curve from one end to the other, cut into six straight pieces. The
/// control point of the curve is `pull`.
struct FaceLine {
    private let points: [FacePoint]
    private let halfWidth: Double

    /// A line from `start` to `end` that extends by `halfWidth` to either side of the curve.
    init(from start: FacePoint, pull: FacePoint, to end: FacePoint, halfWidth: Double) {
        points = (0...6).map { step in
            let t = Double(step) / 6
            return start * ((1 - t) * (1 - t)) + pull * (2 * t * (1 - t)) + end * (t * t)
        }
        self.halfWidth = halfWidth
    }

    /// A rectangle that contains the whole line, its width included.
    var bounds: FaceBounds { FaceBounds(of: points).grown(by: halfWidth) }

    /// The signed distance of a point from the line's edge, negative inside the line.
    func distance(_ point: FacePoint) -> Double {
        var nearest = Double.infinity
        for piece in 1..<points.count {
            let along = points[piece] - points[piece - 1]
            let from = point - points[piece - 1]
            let length = along.x * along.x + along.y * along.y
            let part = min(max((from.x * along.x + from.y * along.y) / length, 0), 1)
            let offset = from - along * part
            nearest = min(nearest, offset.x * offset.x + offset.y * offset.y)
        }
        return nearest.squareRoot() - halfWidth
    }
}
