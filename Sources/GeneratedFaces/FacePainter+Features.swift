/// Paints the features of the face, which the expression moves, and glasses. Features and glasses are painted after
/// `turnHead()`, so that they turn with the head.
extension FacePainter {
    /// Paints both eyes, and the brows above them.
    mutating func paintEyes() {
        let middle = eyes
        let size = draws.value(.eyeSize, from: 0.9, to: 1.15)
        let gaze = FacePoint(draws.value(.gazeX, from: -0.06, to: 0.06), draws.value(.gazeY, from: -0.02, to: 0.02))
        let iris = draws.value(.iris, from: 0.02, to: 0.3)
        let opening = size * max(0.015, 0.11 * (1 + 0.95 * expression.eyeOpening))
        let halfWidth = 0.21 * size
        let white = 0.25 + 0.72 * skin
        for side in [-1.0, 1] {
            let centre = FacePoint(side * middle.x, middle.y)
            /// The vertical distance of a point from the edge of the gap between the lids, negative inside the gap.
            func gap(_ point: FacePoint) -> Double {
                let along = (point.x - centre.x) / halfWidth
                return abs(point.y - centre.y) - opening * (1 - along * along)
            }
            let bounds = FaceBounds(around: centre, reach: FacePoint(halfWidth, opening + 0.035))
            canvas.paint(dark, within: bounds) { max(gap($0) - 0.035, abs($0.x - centre.x) - halfWidth) }
            canvas.paint(white, within: bounds) { gap($0) }
            canvas.paint(iris, within: bounds) {
                max(gap($0), FaceShape.ellipse($0, at: centre + gaze, radii: FacePoint(repeating: 0.1 * size)))
            }
            paintBrow(side: side, eye: centre)
        }
    }

    private mutating func paintBrow(side: Double, eye: FacePoint) {
        let rest = eye.y - draws.value(.browHeight, from: 0.22, to: 0.28)
        let arch = draws.value(.browArch, from: 0.02, to: 0.1)
        let inner = FacePoint(eye.x - side * 0.2, rest - 0.17 * expression.browInner)
        let outer = FacePoint(eye.x + side * 0.22, rest - 0.17 * expression.browOuter)
        let brow = FaceLine(
            from: inner, pull: (inner + outer) * 0.5 - FacePoint(0, arch), to: outer,
            halfWidth: draws.value(.browThickness, from: 0.035, to: 0.06))
        canvas.paint(min(dark, hair), along: brow)
    }

    /// Paints the nose, its wrinkles, and the folds from its wings to the corners of the mouth.
    mutating func paintNose() {
        let wrinkled = min(expression.noseWrinkle, 1)
        let length = draws.value(.noseLength, from: 0.2, to: 0.3) - 0.06 * wrinkled
        let width = draws.value(.noseWidth, from: 0.08, to: 0.13) * (1 + 0.25 * wrinkled)
        let bridge = FaceLine(
            from: FacePoint(0.06, -0.1), pull: FacePoint(0.07, length * 0.5), to: FacePoint(width, length),
            halfWidth: 0.02)
        canvas.paint(dark, opacity: 0.35, along: bridge)
        for side in [-1.0, 1] {
            canvas.paint(
                dark, opacity: 0.8, ellipse: FacePoint(side * width * 0.7, length + 0.02),
                radii: FacePoint(0.045, 0.03))
            for height in [-0.1, 0.0] {
                let wrinkle = FaceLine(
                    from: FacePoint(side * 0.02, height), pull: FacePoint(side * 0.08, height + 0.02),
                    to: FacePoint(side * 0.15, height + 0.08), halfWidth: 0.02)
                canvas.paint(dark, opacity: 0.6 * wrinkled, along: wrinkle)
            }
            let fold = FaceLine(
                from: FacePoint(side * (width + 0.06), length - 0.04), pull: FacePoint(side * 0.38, length + 0.08),
                to: FacePoint(side * 0.44, length + 0.26), halfWidth: 0.022)
            canvas.paint(dark, opacity: 0.55 * min(max(wrinkled, 0.6 * expression.mouthCorners), 1), along: fold)
        }
    }

    /// Paints the lips, the dark gap between the lips, and the teeth in the gap.
    mutating func paintMouth() {
        let mouth = FaceMouth(expression, height: draws.value(.mouthHeight, from: 0.48, to: 0.56))
        let lips = draws.value(.lipThickness, from: 0.025, to: 0.045)
        let bounds = mouth.bounds.grown(by: lips)
        canvas.paint(dark + 0.12 * skin, within: bounds) { mouth.distance($0) - lips }
        canvas.paint(0.3 * dark, within: bounds) { mouth.distance($0) }
        canvas.paint(0.3 + 0.65 * skin, opacity: min(expression.teeth, 1), within: bounds) { mouth.teethDistance($0) }
    }

    /// Paints glasses on some of the faces.
    mutating func paintGlasses() {
        guard draws.value(.glasses, from: 0, to: 1) < 0.15 else { return }
        let tone = draws.value(.glassesTone, from: 0.02, to: 0.5)
        let middle = eyes
        let radii = FacePoint(0.28, 0.24)
        for side in [-1.0, 1] {
            let centre = FacePoint(side * middle.x, middle.y)
            canvas.paint(tone, within: FaceBounds(around: centre, reach: radii + 0.02)) {
                abs(FaceShape.ellipse($0, at: centre, radii: radii)) - 0.02
            }
        }
        let bridge = FacePoint(0, middle.y - 0.04)
        canvas.paint(tone, within: FaceBounds(around: bridge, reach: FacePoint(0.1, 0.02))) {
            max(abs($0.x) - 0.1, abs($0.y - bridge.y) - 0.02)
        }
    }

    /// The centre of the eye with positive x. The centre of the other eye has the negative of this x, and the same y.
    private var eyes: FacePoint {
        FacePoint(draws.value(.eyeDistance, from: 0.32, to: 0.4), draws.value(.eyeHeight, from: -0.2, to: -0.1))
    }
}

/// The gap between the lips: two parabolas from corner to corner.
private struct FaceMouth {
    private let height: Double
    private let halfWidth: Double
    /// Half of the distance by which the mouth's corners are higher than its middle; negative if the corners are lower.
    private let corners: Double
    private let above: Double
    private let below: Double

    init(_ expression: FaceExpression, height: Double) {
        self.height = height
        halfWidth = 0.32 * (1 + 0.4 * expression.mouthWidth)
        corners = 0.16 * expression.mouthCorners
        above = 0.22 * expression.mouthOpening + 0.12 * expression.upperLip
        below = 0.32 * expression.mouthOpening - 0.06 * expression.upperLip
    }

    var bounds: FaceBounds {
        FaceBounds(around: FacePoint(0, height), reach: FacePoint(halfWidth, abs(corners) + max(above, abs(below))))
    }

    /// The approximate signed distance of a point from the gap's edge, negative inside the gap.
    func distance(_ point: FacePoint) -> Double {
        let (upper, lower) = edges(point.x)
        let outside = max(upper - point.y, point.y - lower)
        let beside = abs(point.x) - halfWidth
        guard beside > 0 else { return outside }
        let over = max(outside, 0)
        return (beside * beside + over * over).squareRoot()
    }

    /// The approximate signed distance of a point from the edge of the upper teeth, which fill the upper part of the
    /// gap. Negative inside the teeth.
    func teethDistance(_ point: FacePoint) -> Double {
        let (upper, lower) = edges(point.x)
        return max(distance(point), point.y - upper - 0.7 * (lower - upper))
    }

    /// The y coordinates of the upper and the lower edge of the gap, at the given x.
    private func edges(_ x: Double) -> (upper: Double, lower: Double) {
        let along = min(max(x / halfWidth, -1), 1)
        let middle = 1 - along * along
        let line = height + corners * (2 * middle - 1)
        return (line - above * middle, line + below * middle)
    }
}
