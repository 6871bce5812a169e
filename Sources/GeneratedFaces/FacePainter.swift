import Tensors

/// Draws one face: background, head and hair, then the features as they are seen on the turned head, then the effects
/// of light and camera.
struct FacePainter {
    let draws: FaceDraws
    let expression: FaceExpression
    var canvas: FaceCanvas

    let head: FaceOutline
    let skin: Double
    let hair: Double
    /// The tone of dark features such as lids and nostrils (0 black, 1 white): darker than the skin. The tones of brows
    /// and lips are derived from it.
    let dark: Double

    /// Draws a face and returns its pixels, row by row.
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
            scale: draws.value(.scale, from: 19, to: 22.5),
            rotation: draws.value(.rotation, from: -0.26, to: 0.26),
            shift: FacePoint(draws.value(.shiftX, from: -3, to: 3), draws.value(.shiftY, from: -3, to: 3)))
        head = FaceOutline(
            width: draws.value(.headWidth, from: 0.72, to: 0.88), jaw: draws.value(.jaw, from: 0, to: 0.3))
        skin = draws.value(.skin, from: 0.45, to: 0.95)
        hair = draws.value(.hair, from: 0.05, to: 0.75)
        dark = skin * draws.value(.feature, from: 0.15, to: 0.4)
    }

    private mutating func paintBackground() {
        let tone = draws.value(.background, from: 0.1, to: 0.9)
        let slope = draws.value(.backgroundSlope, from: 0, to: 0.3)
        let direction = draws.value(.backgroundDirection, from: 0, to: 6.2831853)
        let ramp = FacePoint(Elementary.cos(direction), Elementary.sin(direction)) * slope
        canvas.shade { _, point in tone + (point * ramp).sum() }
        let clothes = draws.value(.clothes, from: 0.05, to: 0.9)
        canvas.paint(clothes, ellipse: FacePoint(0, 1.9), radii: FacePoint(1.25, 0.75))
        canvas.paint(skin * 0.8) { max(abs($0.x) - 0.36, 0.5 - $0.y, $0.y - 1.25) }
    }

    private mutating func paintHead() {
        let volume = draws.value(.hairVolume, from: 0.02, to: 0.16)
        let hairline = draws.value(.hairline, from: -0.85, to: -0.55)
        let parting = draws.value(.parting, from: -0.35, to: 0.35)
        let ears = draws.value(.ears, from: 0.1, to: 0.18)
        let width = head.width
        canvas.paint(hair, ellipse: FacePoint(0, -0.15), radii: FacePoint(width + volume, 0.9 + volume))
        for side in [-1.0, 1] {
            canvas.paint(
                skin * 0.85, ellipse: FacePoint(side * (width + 0.02), 0.02), radii: FacePoint(ears * 0.7, ears * 1.3))
        }
        canvas.paint(skin) { [head] in head.distance($0) }
        canvas.paint(hair) { [head] point in
            let fringe = hairline + parting * point.x + 0.5 * point.x * point.x
            return max(head.distance(point, grown: volume * 0.5), point.y - fringe)
        }
    }

    /// Turns the head by yaw and pitch. All shapes that are painted later are shifted accordingly: most in the middle
    /// of the face, and not at all at its edge.
    private mutating func turnHead() {
        let yaw = draws.value(.yaw, from: -0.2, to: 0.2)
        let pitch = draws.value(.pitch, from: -0.12, to: 0.12)
        let width = head.width
        canvas.bend { point in
            let x = point.x / width
            return FacePoint(point.x - yaw * max(0, 1 - x * x), point.y - pitch * max(0, 1 - point.y * point.y))
        }
    }

    /// Paints three round patches of any tone at random places. They stand for shadows, hands and dirt.
    private mutating func paintSpecks() {
        for speck in 0..<3 {
            func draw(_ draw: FaceDraw, from low: Double, to high: Double) -> Double {
                draws.value(draw, plus: speck, from: low, to: high)
            }
            let centre = FacePoint(draw(.speckX, from: -1.1, to: 1.1), draw(.speckY, from: -1.1, to: 1.1))
            let radius = draw(.speckRadius, from: 0.04, to: 0.16)
            canvas.paint(
                draw(.speckTone, from: 0, to: 1), opacity: draw(.speckOpacity, from: 0.1, to: 0.6), ellipse: centre,
                radii: FacePoint(repeating: radius))
        }
    }

    /// Applies the effects of light from one side, contrast, brightness and the noise of the sensor, and returns the
    /// pixels.
    private mutating func photograph() -> [UInt8] {
        let direction = draws.value(.lightDirection, from: 0, to: 6.2831853)
        let strength = draws.value(.lightStrength, from: 0, to: 0.4)
        let light = FacePoint(Elementary.cos(direction), Elementary.sin(direction)) * strength
        let contrast = draws.value(.contrast, from: 0.75, to: 1.1)
        let brightness = draws.value(.brightness, from: -0.12, to: 0.12)
        canvas.shade { tone, point in
            let lit = tone * (1 + (point * light).sum())
            return 0.5 + contrast * (lit - 0.5) + brightness
        }
        let amount = draws.value(.noise, from: 0.01, to: 0.05)
        return canvas.bytes(noise: draws.pixelNoise(count: FaceCanvas.side * FaceCanvas.side), amount: amount)
    }
}

/// The outline of a head: an ellipse whose half height is 1, and whose lower half is narrowed towards the chin.
struct FaceOutline {
    /// Half the width of the head.
    let width: Double
    /// How much the head narrows towards the chin; 0 for an ellipse.
    let jaw: Double

    /// The approximate signed distance of a point from the outline, after the outline is moved outwards by `grown`.
    /// Negative inside that outline.
    func distance(_ point: FacePoint, grown: Double = 0) -> Double {
        let x = point.x * (1 + jaw * max(point.y, 0))
        return FaceShape.ellipse(FacePoint(x, point.y), at: .zero, radii: FacePoint(width + grown, 1 + grown))
    }
}
