import CCairo

extension Drawing {
    /// The largest number of pixels of a PNG file that is twice as wide and as high as its drawing.
    private static let mostPixels = 40_000_000.0

    /// The drawing as a PNG file on a light background. The file is twice as wide and as high as the drawing. If it
    /// would then have more than 40 million pixels, it has the size of the drawing instead.
    ///
    /// - Throws: ``PlotError``.
    public func png() throws(PlotError) -> [UInt8] {
        let scale = 4 * width * height <= Drawing.mostPixels ? 2.0 : 1.0
        let canvas = Canvas(width: Int((width * scale).rounded()), height: Int((height * scale).rounded()))
        canvas.fill(Rectangle(x: 0, y: 0, width: width * scale, height: height * scale), Paint.paper.light)
        canvas.scale(scale)
        for mark in marks { canvas.paint(mark.shape) }
        return try canvas.png(title: title)
    }
}

extension Pixels {
    /// The picture as a PNG file. `title` is the title of the drawing that has the picture, for the error's message.
    func png(title: String) throws(PlotError) -> [UInt8] {
        let canvas = Canvas(width: width, height: height)
        canvas.copy(self)
        return try canvas.png(title: title)
    }
}
