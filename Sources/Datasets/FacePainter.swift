import Tensors

/// Draws one face: background, head and hair, then the features bent with the head's turn, then light and camera.
struct FacePainter {
    private let draws: FaceDraws
    private let expression: FaceExpression
    private var canvas: FaceCanvas

    private let head: FaceOutline
    private let skin: Double
    private let hair: Double
    /// Tone of brows, lids, lips and nostrils: darker than the skin.
    private let dark: Double

    /// The pixels of a face, row by row.
    static func paint(class label: Int, index: Int, seed: UInt64) -> [UInt8] {
        var painter = FacePainter(class: label, draws: FaceDraws(index: index, seed: seed))
        painter.paintBackground()
        painter.paintHead()
        painter.turnHead()
        painter.paintEyes()
        painter.paintNose()
        painter.paintMouth()
        painter.paintGlasses()
        painter.paintSpecks()
        return painter.photograph()
    }

    private init(class label: Int, draws: FaceDraws) {
        self.draws = draws
        expression = FaceExpression(class: label, draws: draws)
        canvas = FaceCanvas(
            scale: draws.value(.scale, from: 16.5, to: 21.5),
            rotation: draws.value(.rotation, from: -0.36, to: 0.36),
            shift: FacePoint(draws.value(.shiftX, from: -5, to: 5), draws.value(.shiftY, from: -4, to: 4)))
        head = FaceOutline(
            width: draws.value(.headWidth, from: 0.72, to: 0.88), jaw: draws.value(.jaw, from: 0, to: 0.3))
        skin = draws.value(.skin, from: 0.4, to: 0.9)
        hair = draws.value(.hair, from: 0.05, to: 0.75)
        dark = skin * draws.value(.feature, from: 0.15, to: 0.4)
    }

    private mutating func paintBackground() {
        let tone = draws.value(.background, from: 0.1, to: 0.9)
        let slope = draws.value(.backgroundSlope, from: 0, to: 0.3)
        let direction = draws.value(.backgroundDirection, from: 0, to: 6.2831853)
        let ramp = FacePoint(Elementary.cos(direction), Elementary.sin(direction)) * slope
        canvas.shade { _, place in tone + (place * ramp).sum() }
        let clothes = draws.value(.clothes, from: 0.05, to: 0.9)
        canvas.paint(clothes) { FaceShape.ellipse($0, at: FacePoint(0, 1.9), radii: FacePoint(1.25, 0.75)) }
        canvas.paint(skin * 0.8) { max(abs($0.x) - 0.36, 0.5 - $0.y, $0.y - 1.25) }
    }

    private mutating func paintHead() {
        let volume = draws.value(.hairVolume, from: 0.02, to: 0.16)
        let hairline = draws.value(.hairline, from: -0.85, to: -0.55)
        let parting = draws.value(.parting, from: -0.35, to: 0.35)
        let ears = draws.value(.ears, from: 0.1, to: 0.18)
        let width = head.width
        canvas.paint(hair) {
            FaceShape.ellipse($0, at: FacePoint(0, -0.15), radii: FacePoint(width + volume, 0.9 + volume))
        }
        for side in [-1.0, 1] {
            canvas.paint(skin * 0.85) {
                FaceShape.ellipse($0, at: FacePoint(side * (width + 0.02), 0.02), radii: FacePoint(ears * 0.7, ears * 1.3))
            }
        }
        canvas.paint(skin) { [head] in head.distance($0) }
        canvas.paint(hair) { [head] place in
            let fringe = hairline + parting * place.x + 0.5 * place.x * place.x
            return max(head.distance(place, grown: volume * 0.5), place.y - fringe)
        }
    }

    /// From here on shapes are painted on the front of the turned head, whose middle has moved most.
    private mutating func turnHead() {
        let yaw = draws.value(.yaw, from: -0.2, to: 0.2)
        let pitch = draws.value(.pitch, from: -0.12, to: 0.12)
        let width = head.width
        canvas.bend { place in
            let x = place.x / width
            return FacePoint(place.x - yaw * max(0, 1 - x * x), place.y - pitch * max(0, 1 - place.y * place.y))
        }
    }

    private mutating func paintEyes() {
        let distance = draws.value(.eyeDistance, from: 0.32, to: 0.4)
        let size = draws.value(.eyeSize, from: 0.9, to: 1.15)
        let height = draws.value(.eyeHeight, from: -0.2, to: -0.1)
        let gaze = FacePoint(draws.value(.gazeX, from: -0.06, to: 0.06), draws.value(.gazeY, from: -0.02, to: 0.02))
        let iris = draws.value(.iris, from: 0.02, to: 0.3)
        let opening = size * max(0.015, 0.1 * (1 + 0.95 * expression.eyeOpening))
        let halfWidth = 0.2 * size
        let white = 0.25 + 0.72 * skin
        for side in [-1.0, 1] {
            let centre = FacePoint(side * distance, height)
            /// The gap between the lids.
            func gap(_ place: FacePoint) -> Double {
                let along = (place.x - centre.x) / halfWidth
                return abs(place.y - centre.y) - opening * (1 - along * along)
            }
            canvas.paint(dark) { place in
                let along = (place.x - centre.x) / halfWidth
                return max(gap(place) - 0.035, abs(along) * halfWidth - halfWidth)
            }
            canvas.paint(white) { gap($0) }
            canvas.paint(iris) { place in
                max(gap(place), FaceShape.ellipse(place, at: centre + gaze, radii: FacePoint(repeating: 0.095 * size)))
            }
            paintBrow(side: side, eye: centre)
        }
    }

    private mutating func paintBrow(side: Double, eye: FacePoint) {
        let thickness = draws.value(.browThickness, from: 0.035, to: 0.06)
        let rest = eye.y - draws.value(.browHeight, from: 0.22, to: 0.28)
        let arch = draws.value(.browArch, from: 0.02, to: 0.1)
        let inner = FacePoint(eye.x - side * 0.2, rest - 0.14 * expression.browInner)
        let outer = FacePoint(eye.x + side * 0.22, rest - 0.14 * expression.browOuter)
        let middle = (inner + outer) * 0.5 - FacePoint(0, arch)
        let curve = FaceShape.curve(from: inner, pull: middle, to: outer)
        canvas.paint(min(dark, hair)) { FaceShape.line($0, through: curve, thickness: thickness) }
    }

    private mutating func paintNose() {
        let length = draws.value(.noseLength, from: 0.2, to: 0.3) - 0.06 * min(expression.noseWrinkle, 1)
        let width = draws.value(.noseWidth, from: 0.08, to: 0.13) * (1 + 0.25 * min(expression.noseWrinkle, 1))
        let bridge = FaceShape.curve(
            from: FacePoint(0.06, -0.1), pull: FacePoint(0.07, length * 0.5), to: FacePoint(width, length))
        canvas.paint(dark, opacity: 0.35) { FaceShape.line($0, through: bridge, thickness: 0.02) }
        for side in [-1.0, 1] {
            canvas.paint(dark, opacity: 0.8) {
                FaceShape.ellipse($0, at: FacePoint(side * width * 0.7, length + 0.02), radii: FacePoint(0.045, 0.03))
            }
            // Wrinkles across the bridge, and the folds from the wings of the nose to the mouth.
            for fold in [0.0, 0.1] {
                let wrinkle = FaceShape.curve(
                    from: FacePoint(side * 0.02, -0.1 + fold), pull: FacePoint(side * 0.08, -0.08 + fold),
                    to: FacePoint(side * 0.15, -0.02 + fold))
                canvas.paint(dark, opacity: 0.6 * min(expression.noseWrinkle, 1)) {
                    FaceShape.line($0, through: wrinkle, thickness: 0.02)
                }
            }
            let folded = min(max(expression.noseWrinkle, 0.6 * expression.mouthCorners, 0), 1)
            let fold = FaceShape.curve(
                from: FacePoint(side * (width + 0.06), length - 0.04), pull: FacePoint(side * 0.38, length + 0.08),
                to: FacePoint(side * 0.44, length + 0.26))
            canvas.paint(dark, opacity: 0.55 * folded) { FaceShape.line($0, through: fold, thickness: 0.022) }
        }
    }

    private mutating func paintMouth() {
        let height = draws.value(.mouthHeight, from: 0.48, to: 0.56)
        let lips = draws.value(.lipThickness, from: 0.03, to: 0.05)
        let halfWidth = 0.3 * (1 + 0.4 * expression.mouthWidth)
        let corners = 0.15 * expression.mouthCorners
        let opening = 0.2 * expression.mouthOpening
        let lift = 0.12 * expression.upperLip
        /// Edges of the mouth at a place along it, −1 at one corner and 1 at the other.
        func edges(_ along: Double) -> (upper: Double, lower: Double) {
            let middle = 1 - along * along
            let line = height + corners * (2 * middle - 1)
            return (line - (0.75 * opening + lift) * middle, line + (1.1 * opening - 0.5 * lift) * middle)
        }
        func inside(_ place: FacePoint) -> Double {
            let along = min(max((place.x) / halfWidth, -1), 1)
            let (upper, lower) = edges(along)
            let beside = max(abs(place.x) - halfWidth, 0)
            let above = max(upper - place.y, place.y - lower)
            return beside > 0 ? (beside * beside + max(above, 0) * max(above, 0)).squareRoot() : above
        }
        canvas.paint(dark + 0.12 * skin) { inside($0) - lips }
        canvas.paint(0.3 * dark) { inside($0) }
        let showing = min(expression.teeth, 1)
        canvas.paint(0.3 + 0.65 * skin, opacity: showing) { place in
            let along = min(max(place.x / halfWidth, -1), 1)
            let (upper, lower) = edges(along)
            return max(inside(place) + 0.012, place.y - upper - 0.6 * (lower - upper))
        }
    }

    private mutating func paintGlasses() {
        guard draws.value(.glasses, from: 0, to: 1) < 0.15 else { return }
        let tone = draws.value(.glassesTone, from: 0.02, to: 0.5)
        let eye = FacePoint(draws.value(.eyeDistance, from: 0.32, to: 0.4), draws.value(.eyeHeight, from: -0.2, to: -0.1))
        for side in [-1.0, 1] {
            canvas.paint(tone) { place in
                abs(FaceShape.ellipse(place, at: FacePoint(side * eye.x, eye.y), radii: FacePoint(0.28, 0.24))) - 0.02
            }
        }
        canvas.paint(tone) { place in max(abs(place.x) - 0.1, abs(place.y - eye.y + 0.04) - 0.02) }
    }

    /// Patches of any tone anywhere, as of shadows, hands and dirt.
    private mutating func paintSpecks() {
        for speck in 0..<3 {
            func draw(_ draw: FaceDraw, from low: Double, to high: Double) -> Double {
                draws.value(draw, plus: speck, from: low, to: high)
            }
            let centre = FacePoint(draw(.speckX, from: -1.1, to: 1.1), draw(.speckY, from: -1.1, to: 1.1))
            let radius = draw(.speckRadius, from: 0.05, to: 0.2)
            canvas.paint(draw(.speckTone, from: 0, to: 1), opacity: draw(.speckOpacity, from: 0.1, to: 0.7)) {
                FaceShape.ellipse($0, at: centre, radii: FacePoint(repeating: radius))
            }
        }
    }

    /// Light from one side, contrast, brightness and the noise of the sensor.
    private mutating func photograph() -> [UInt8] {
        let direction = draws.value(.lightDirection, from: 0, to: 6.2831853)
        let strength = draws.value(.lightStrength, from: 0, to: 0.5)
        let light = FacePoint(Elementary.cos(direction), Elementary.sin(direction)) * strength
        let contrast = draws.value(.contrast, from: 0.5, to: 1.05)
        let brightness = draws.value(.brightness, from: -0.12, to: 0.12)
        canvas.shade { tone, place in
            let lit = tone * (1 + (place * light).sum())
            return 0.5 + contrast * (lit - 0.5) + brightness
        }
        let amount = draws.value(.noise, from: 0.02, to: 0.12)
        return canvas.bytes(noise: draws.pixelNoise(count: FaceCanvas.side * FaceCanvas.side), amount: amount)
    }
}

/// A head's outline: an ellipse of a half height of 1 whose lower half narrows to the chin.
private struct FaceOutline {
    /// Half the width.
    let width: Double
    /// How much narrower the chin is: not at all at zero.
    let jaw: Double

    /// Signed distance, negative inside, from the outline moved outwards by `grown`.
    func distance(_ place: FacePoint, grown: Double = 0) -> Double {
        let x = place.x * (1 + jaw * max(place.y, 0))
        return FaceShape.ellipse(FacePoint(x, place.y), at: .zero, radii: FacePoint(width + grown, 1 + grown))
    }
}
