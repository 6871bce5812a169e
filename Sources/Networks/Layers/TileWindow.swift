import Tensors

/// A square window on a feature map, for tiles of Winograd's algorithm. It can be placed anywhere, even partly outside
/// the map. Outside the map, all values read as zero, and what is written or added is lost.
struct TileWindow {
    /// Where the pixels of a window are: a pointer to the first one, and the distances in floats between rows and
    /// between pixels.
    struct Pixels {
        let pointer: UnsafeMutablePointer<Float>
        let rowStride: Int
        let pixelStride: Int
    }

    let map: FeatureMap
    /// The number of pixels on a side of the window.
    let side: Int
    /// Memory for the pixels of a window that is partly outside the map.
    private let scratch: FloatStorage

    init(map: FeatureMap, side: Int) {
        self.map = map
        self.side = side
        scratch = FloatStorage(count: side * side * map.pixelStride)
    }

    private func isInside(y: Int, x: Int) -> Bool {
        y >= 0 && x >= 0 && y + side <= map.height && x + side <= map.width
    }

    private var scratchPixels: Pixels {
        Pixels(pointer: scratch.pointer, rowStride: side * map.pixelStride, pixelStride: map.pixelStride)
    }

    /// Calls `body` with the window whose first pixel is at row y and column x of a sample. `body` may read the pixels.
    @inline(__always)
    func read(_ sample: UnsafePointer<Float>, y: Int, x: Int, _ body: (Pixels) -> Void) {
        let source = UnsafeMutablePointer(mutating: sample)
        guard !isInside(y: y, x: x) else {
            body(pixels(of: source, y: y, x: x))
            return
        }
        scratch.clear()
        forEachRowInside(source, y: y, x: x) { $1.update(from: $0, count: $2) }
        body(scratchPixels)
    }

    /// Calls `body` with the window whose first pixel is at row y and column x of a sample. `body` must write all
    /// pixels.
    @inline(__always)
    func write(_ sample: UnsafeMutablePointer<Float>, y: Int, x: Int, _ body: (Pixels) -> Void) {
        guard !isInside(y: y, x: x) else {
            body(pixels(of: sample, y: y, x: x))
            return
        }
        body(scratchPixels)
        forEachRowInside(sample, y: y, x: x) { $0.update(from: $1, count: $2) }
    }

    /// Calls `body` with the window whose first pixel is at row y and column x of a sample. `body` may add to the
    /// pixels.
    @inline(__always)
    func add(_ sample: UnsafeMutablePointer<Float>, y: Int, x: Int, _ body: (Pixels) -> Void) {
        guard !isInside(y: y, x: x) else {
            body(pixels(of: sample, y: y, x: x))
            return
        }
        scratch.clear()
        body(scratchPixels)
        forEachRowInside(sample, y: y, x: x) { VectorKernels.add($1, to: $0, count: $2) }
    }

    private func pixels(of sample: UnsafeMutablePointer<Float>, y: Int, x: Int) -> Pixels {
        Pixels(
            pointer: sample + y * map.rowStride + x * map.pixelStride, rowStride: map.rowStride,
            pixelStride: map.pixelStride)
    }

    /// Calls `body` for each row of the window, with the part of the row that is inside the map: a pointer to its
    /// pixels in the map, one to the same pixels in the scratch memory, and the number of floats.
    @inline(__always)
    private func forEachRowInside(
        _ sample: UnsafeMutablePointer<Float>, y: Int, x: Int,
        _ body: (_ pixels: UnsafeMutablePointer<Float>, _ scratch: UnsafeMutablePointer<Float>, _ count: Int) -> Void
    ) {
        let (top, left) = (max(y, 0), max(x, 0))
        let count = (min(x + side, map.width) - left) * map.pixelStride
        for row in top..<min(y + side, map.height) {
            body(
                sample + row * map.rowStride + left * map.pixelStride,
                scratch.pointer + ((row - y) * side + left - x) * map.pixelStride, count)
        }
    }
}
