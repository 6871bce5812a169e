import Tensors

/// A point on a face: the head's middle is (0, 0), its chin (0, 1); x grows to the right, y downwards.
typealias FacePoint = SIMD2<Double>

/// A square grey picture on which shapes are painted. Each shape is given by its signed distance: negative
/// inside, in units of the face. How much of a pixel a shape covers is computed from the distance of the pixel's
/// centre, so that every edge is smoothed over one pixel.
struct FaceCanvas {
    /// Pixels in a row and in a column.
    static let side = 48

    /// The grey of every pixel: 0 black, 1 white.
    private(set) var tones = [Double](repeating: 0, count: side * side)
    /// Where the centre of every pixel lies on the face.
    private(set) var points: [FacePoint]
    /// The width of a pixel, in units of the face.
    let pixel: Double

    /// A canvas that shows a head. Half the height of the head is `scale` pixels. The head is turned clockwise by
    /// `rotation` radians, and its middle is `shift` pixels from that of the canvas.
    init(scale: Double, rotation: Double, shift: FacePoint) {
        let sine = Elementary.sin(rotation)
        let cosine = Elementary.cos(rotation)
        let middle = FacePoint(repeating: Double(FaceCanvas.side) / 2)
        pixel = 1 / scale
        points = []
        points.reserveCapacity(tones.count)
        for row in 0..<FaceCanvas.side {
            for column in 0..<FaceCanvas.side {
                let offset = (FacePoint(Double(column) + 0.5, Double(row) + 0.5) - middle - shift) / scale
                points.append(
                    FacePoint(cosine * offset.x + sine * offset.y, cosine * offset.y - sine * offset.x))
            }
        }
    }

    /// Moves every pixel to another point of the face: `point` gives the new point for the present one. Shapes that are
    /// painted later are distorted accordingly.
    mutating func bend(_ point: (FacePoint) -> FacePoint) {
        for index in points.indices { points[index] = point(points[index]) }
    }

    /// Lays `tone` over the pixels inside a shape that lies within `bounds`. `distance` gives the signed distance of a
    /// point from the shape.
    @inline(__always)
    mutating func paint(
        _ tone: Double, opacity: Double = 1, within bounds: FaceBounds = .everywhere, distance: (FacePoint) -> Double
    ) {
        guard opacity > 0 else { return }
        let near = bounds.grown(by: pixel)
        for index in tones.indices where near.contains(points[index]) {
            let coverage = 0.5 - distance(points[index]) / pixel
            guard coverage > 0 else { continue }
            tones[index] += (tone - tones[index]) * opacity * min(coverage, 1)
        }
    }

    /// Lays `tone` over the pixels under a line.
    mutating func paint(_ tone: Double, opacity: Double = 1, along line: FaceLine) {
        paint(tone, opacity: opacity, within: line.bounds) { line.distance($0) }
    }

    /// Lays `tone` over the pixels in an upright ellipse.
    mutating func paint(_ tone: Double, opacity: Double = 1, ellipse centre: FacePoint, radii: FacePoint) {
        paint(tone, opacity: opacity, within: FaceBounds(around: centre, reach: radii)) {
            FaceShape.ellipse($0, at: centre, radii: radii)
        }
    }

    /// Changes the tone of every pixel: `change` gives the new tone for the present one and the pixel's point.
    @inline(__always)
    mutating func shade(_ change: (_ tone: Double, _ point: FacePoint) -> Double) {
        for index in tones.indices { tones[index] = change(tones[index], points[index]) }
    }

    /// The picture in bytes, black 0, white 255, after adding `amount` times a pixel's `noise` to its tone.
    func bytes(noise: [Double], amount: Double) -> [UInt8] {
        zip(tones, noise).map { tone, noise in
            UInt8((min(max(tone + amount * noise, 0), 1) * 255).rounded(.toNearestOrEven))
        }
    }
}
