import Tensors

extension Affine {
    /// Transforms an image. The value of each output pixel is interpolated bilinearly from the original, at the
    /// position that ``AffineMatrix`` gives for this pixel. Positions are computed in double precision, values in
    /// single precision. ``fillMode`` gives the values of positions beyond the edges.
    public func apply(_ parameters: Parameters, to image: WorkingImage) {
        let shape = image.shape
        let matrix = AffineMatrix(parameters, shape: shape)
        let (values, target, channels) = (image.values, image.scratch, shape.channels)
        let (lastRow, lastColumn) = (Double(shape.height - 1), Double(shape.width - 1))
        let isConstant = fillMode == .constant
        let fill = Float(fillValue)
        var output = 0
        for row in 0..<shape.height {
            for column in 0..<shape.width {
                let y = matrix.row.x * Double(row) + matrix.row.y * Double(column) + matrix.row.z
                let x = matrix.column.x * Double(row) + matrix.column.y * Double(column) + matrix.column.z
                if isConstant, y < 0 || y > lastRow || x < 0 || x > lastColumn {
                    for channel in 0..<channels { target[output + channel] = fill }
                } else {
                    let (top, down) = Affine.split(y)
                    let (left, right) = Affine.split(x)
                    let upper = fillMode.index(top, count: shape.height) * shape.width
                    let lower = fillMode.index(top + 1, count: shape.height) * shape.width
                    let near = fillMode.index(left, count: shape.width)
                    let far = fillMode.index(left + 1, count: shape.width)
                    for channel in 0..<channels {
                        let above = Affine.mix(
                            values[(upper + near) * channels + channel], values[(upper + far) * channels + channel],
                            right)
                        let below = Affine.mix(
                            values[(lower + near) * channels + channel], values[(lower + far) * channels + channel],
                            right)
                        target[output + channel] = Affine.mix(above, below, down)
                    }
                }
                output += channels
            }
        }
        image.swapBuffers()
    }

    /// Splits a coordinate into the largest integer that is not above it, and the remaining fraction.
    private static func split(_ place: Double) -> (whole: Int, fraction: Float) {
        var whole = Int(place)
        if Double(whole) > place { whole -= 1 }
        return (whole, Float(place - Double(whole)))
    }

    private static func mix(_ first: Float, _ second: Float, _ share: Float) -> Float {
        first * (1 - share) + second * share
    }
}
