import CCairo

extension Drawing {
    /// How many pixels of a PNG file are one of the drawing, in each direction.
    public static let pngScale = 2

    /// The drawing as a PNG file of twice its size, on a light ground.
    ///
    /// - Throws: ``PlotError``.
    public func png() throws(PlotError) -> [UInt8] {
        let scale = Double(Drawing.pngScale)
        let canvas = Canvas(width: Int((width * scale).rounded()), height: Int((height * scale).rounded()))
        canvas.fill(Rectangle(x: 0, y: 0, width: width * scale, height: height * scale), Paint.paper.light)
        canvas.scale(scale)
        for mark in marks { canvas.paint(mark.shape) }
        return try canvas.png(title: title)
    }
}

extension Pixels {
    /// The picture as a PNG file.
    func png(title: String) throws(PlotError) -> [UInt8] {
        let canvas = Canvas(width: width, height: height)
        canvas.copy(self)
        return try canvas.png(title: title)
    }
}
