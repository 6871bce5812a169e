import Tensors

/// The picture of an ``AugmentationPreview``: one row per image, grouped by class, with the columns' names above
/// and those of the classes at the left.
public struct PreviewSheet: Sendable {
    private static let margin = 16
    private static let gap = 6
    private static let gapOfClasses = 18
    /// The side length to which small images are enlarged, approximately, since the factor is a whole number; and the
    /// largest side length, to which large images are reduced.
    private static let (leastSide, mostSide) = (96, 192)
    private static let longestName = 18

    /// Height, width and channels of the picture.
    public let shape: ImageShape
    /// Its pixels, 8 bits a value, rows from the top.
    public private(set) var pixels: [UInt8]

    /// Draws a preview.
    public init(_ preview: AugmentationPreview) {
        let zoom = Zoom(preview.shape, from: PreviewSheet.leastSide, to: PreviewSheet.mostSide)
        let names = preview.groups.map { PreviewSheet.shortened($0.name) }
        let texts = names + preview.groups.compactMap(\.remark)
        let nameWidth = texts.map(BitmapFont.width).max() ?? 0
        let columnWidth = max(zoom.width, preview.columns.map(BitmapFont.width).max() ?? 0) + PreviewSheet.gap
        let rowHeight = max(zoom.height, 2 * BitmapFont.lineHeight) + PreviewSheet.gap
        let left = PreviewSheet.margin + nameWidth + 2 * PreviewSheet.gap
        let top = PreviewSheet.margin + BitmapFont.lineHeight
        let heights = preview.groups.map { $0.rows.count * rowHeight + PreviewSheet.gapOfClasses }
        shape = ImageShape(
            height: top + heights.reduce(0, +) + PreviewSheet.margin - PreviewSheet.gapOfClasses,
            width: left + preview.columns.count * columnWidth + PreviewSheet.margin - PreviewSheet.gap,
            channels: preview.shape.channels)
        pixels = Array(repeating: 255, count: shape.count)

        for (column, title) in preview.columns.enumerated() {
            write(title, row: PreviewSheet.margin, column: left + column * columnWidth)
        }
        var row = top
        for (group, name) in zip(preview.groups, names) {
            write(name, row: row, column: PreviewSheet.margin)
            if let remark = group.remark {
                write(remark, row: row + BitmapFont.lineHeight, column: PreviewSheet.margin, shade: 110)
            }
            for (line, images) in group.rows.enumerated() {
                for (column, image) in images.enumerated() {
                    guard let image else { continue }
                    draw(
                        zoom.applied(to: image), zoom, row: row + line * rowHeight, column: left + column * columnWidth)
                }
            }
            row += group.rows.count * rowHeight + PreviewSheet.gapOfClasses
        }
    }

    private static func shortened(_ name: String) -> String {
        name.count <= longestName ? name : name.prefix(longestName - 2) + ".."
    }

    private mutating func write(_ text: String, row: Int, column: Int, shade: UInt8 = 0) {
        BitmapFont.draw(text) { y, x in
            let pixel = ((row + y) * shape.width + column + x) * shape.channels
            for channel in 0..<shape.channels { pixels[pixel + channel] = shade }
        }
    }

    private mutating func draw(_ image: [UInt8], _ zoom: Zoom, row: Int, column: Int) {
        let bytes = zoom.width * shape.channels
        for y in 0..<zoom.height {
            let target = ((row + y) * shape.width + column) * shape.channels
            pixels.replaceSubrange(target..<target + bytes, with: image[y * bytes..<(y + 1) * bytes])
        }
    }
}

/// Enlarges images by repeating pixels, or reduces them by taking means of squares, by a whole factor.
private struct Zoom {
    let shape: ImageShape
    let factor: Int
    /// The numbers of rows and columns of pixels that are averaged into one pixel.
    let square: (height: Int, width: Int)
    var height: Int { shape.height * factor / square.height }
    var width: Int { shape.width * factor / square.width }

    init(_ shape: ImageShape, from least: Int, to most: Int) {
        self.shape = shape
        let side = max(shape.height, shape.width)
        factor = max(1, (least + side / 2) / side)
        let divisor = (side + most - 1) / most
        square = (min(divisor, shape.height), min(divisor, shape.width))
    }

    func applied(to image: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(height * width * shape.channels)
        for y in 0..<height {
            for x in 0..<width {
                for channel in 0..<shape.channels { result.append(mean(image, y, x, channel)) }
            }
        }
        return result
    }

    /// The mean of the pixels that become one.
    private func mean(_ image: [UInt8], _ y: Int, _ x: Int, _ channel: Int) -> UInt8 {
        var sum = 0
        let (top, left) = (y * square.height / factor, x * square.width / factor)
        for row in top..<top + square.height {
            for column in left..<left + square.width {
                sum += Int(image[(row * shape.width + column) * shape.channels + channel])
            }
        }
        let count = square.height * square.width
        return UInt8((sum + count / 2) / count)
    }
}
