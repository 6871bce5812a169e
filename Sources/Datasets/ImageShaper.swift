import Tensors

/// Rotates, converts and resizes a picture whose rows arrive one by one from a decoder, so that no picture has to be in
/// memory as a whole. It gives the bytes of Pillow's `exif_transpose`, then `convert`, then `resize(size, LANCZOS)`,
/// which resizes all rows, then all columns, each rounded to 8 bits. The aspect ratio is not kept.
///
/// One object is used by one thread. It keeps the filter weights for the size of the last picture, so that a folder of
/// pictures of one size computes them once.
final class ImageShaper {
    private let shape: ImageShape
    private var along: LanczosWeights?
    private var across: LanczosWeights?

    private var orientation = Orientation.upright
    private var width = 0
    private var height = 0
    private var channels = 0
    private var target: UnsafeMutablePointer<UInt8>?
    private var accumulator: LineAccumulator?
    private var rowsSeen = 0
    private let row = LineBuffer()
    private let resized = LineBuffer()

    init(shape: ImageShape) {
        self.shape = shape
    }

    /// Begins a picture of `height` rows of `width` pixels of 1 (grey) or 3 (RGB) channels. Calls of ``add(_:)`` then
    /// write the resized picture to `target`.
    func begin(
        width: Int, height: Int, channels: Int, orientation: Orientation, target: UnsafeMutablePointer<UInt8>
    ) throws(PixelLimits.Failure) {
        self.orientation = orientation
        self.width = width
        self.height = height
        self.channels = channels
        self.target = target
        rowsSeen = 0
        row.reserve(width * shape.channels)
        let (alongTarget, acrossTarget) =
            orientation.isTransposed ? (shape.height, shape.width) : (shape.width, shape.height)
        resized.reserve(alongTarget * shape.channels)
        ImageShaper.prepare(&along, from: width, to: alongTarget)
        ImageShaper.prepare(&across, from: height, to: acrossTarget)
        accumulator = nil
        guard let across, height != acrossTarget else { return }
        // Pillow first resizes the rows of the rotated picture, then its columns. If the rows of the rotated picture
        // are the columns of the file, the file's rows are therefore accumulated at their full width, and resized along
        // their length afterwards.
        accumulator = try LineAccumulator(
            across, lineBytes: (orientation.isTransposed ? width : shape.width) * shape.channels,
            isReversed: orientation.reversesRows)
    }

    /// Adds the next row of the file.
    func add(_ source: UnsafePointer<UInt8>) {
        precondition(rowsSeen < height, "row \(rowsSeen + 1) of \(height)")
        let position = orientation.reversesRows ? height - 1 - rowsSeen : rowsSeen
        rowsSeen += 1
        convert(source)
        if orientation.isTransposed {
            accumulate(row.start, at: position) { output, line in writeColumn(output, resizedAlong(line)) }
        } else {
            accumulate(resizedAlong(row.start), at: position) { output, line in
                let count = shape.width * shape.channels
                (target! + output * count).update(from: line, count: count)
            }
        }
    }

    private func accumulate(
        _ line: UnsafePointer<UInt8>, at position: Int, _ body: (_ position: Int, _ line: UnsafePointer<UInt8>) -> Void
    ) {
        if accumulator == nil { return body(position, line) }
        accumulator!.add(line, at: position, body)
    }

    /// The line, resized along its own direction; `line` itself if it already has the right length.
    private func resizedAlong(_ line: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
        guard let along, along.source != along.target else { return line }
        along.resize(line, channels: shape.channels, to: resized.start)
        return UnsafePointer(resized.start)
    }

    private func writeColumn(_ column: Int, _ line: UnsafePointer<UInt8>) {
        for position in 0..<shape.height {
            for channel in 0..<shape.channels {
                target![(position * shape.width + column) * shape.channels + channel] =
                    line[position * shape.channels + channel]
            }
        }
    }

    /// Writes a row of the file to the buffer ``row``, in grey or RGB, and reversed if the orientation requires it.
    ///
    /// Grey is (19595·R + 38470·G + 7471·B + 32768) / 65536, as Pillow's `convert("L")` (ITU-R 601 luma).
    private func convert(_ source: UnsafePointer<UInt8>) {
        let reversed = orientation.reversesPixels
        let row = row.start
        switch (channels, shape.channels) {
        case (3, 1):
            for pixel in 0..<width {
                let red = 19595 * UInt32(source[3 * pixel])
                let green = 38470 * UInt32(source[3 * pixel + 1])
                let blue = 7471 * UInt32(source[3 * pixel + 2])
                row[reversed ? width - 1 - pixel : pixel] = UInt8(
                    truncatingIfNeeded: (red + green + blue + 0x8000) >> 16)
            }
        case (1, 3):
            for pixel in 0..<width {
                (row + 3 * (reversed ? width - 1 - pixel : pixel)).update(repeating: source[pixel], count: 3)
            }
        default:
            guard reversed else { return row.update(from: source, count: width * channels) }
            for pixel in 0..<width {
                (row + channels * (width - 1 - pixel)).update(from: source + channels * pixel, count: channels)
            }
        }
    }

    private static func prepare(_ kept: inout LanczosWeights?, from source: Int, to target: Int) {
        if let kept, kept.source == source, kept.target == target { return }
        kept = LanczosWeights(from: source, to: target)
    }
}

/// Memory for a line of pixels, reused from one picture to the next.
private final class LineBuffer {
    private(set) var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
    private var capacity = 1

    func reserve(_ count: Int) {
        guard count > capacity else { return }
        start.deallocate()
        start = .allocate(capacity: count)
        capacity = count
    }

    deinit {
        start.deallocate()
    }
}
