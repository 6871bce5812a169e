import CCairo

/// An image in memory, on which the library Cairo paints. If Cairo has an error, it remembers the first one, and
/// ``png(title:)`` throws it.
final class Canvas {
    private let surface: OpaquePointer?
    private let context: OpaquePointer?
    private let width: Int
    private let height: Int

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(clamping: width), Int32(clamping: height))
        context = cairo_create(surface)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    func scale(_ factor: Double) {
        cairo_scale(context, factor, factor)
    }

    func paint(_ shape: Mark.Shape) {
        switch shape {
        case .rectangle(let rectangle, let paint): fill(rectangle, paint.light)
        case .line(let points, let paint, let width, let dashes):
            cairo_new_path(context)
            for (index, point) in points.enumerated() {
                if index == 0 {
                    cairo_move_to(context, point.x, point.y)
                } else {
                    cairo_line_to(context, point.x, point.y)
                }
            }
            cairo_set_dash(context, dashes, Int32(dashes.count), 0)
            stroke(paint.light, width: width, cap: CAIRO_LINE_CAP_BUTT)
            cairo_set_dash(context, [], 0, 0)
        case .dot(let centre, let radius, let paint):
            cairo_new_path(context)
            cairo_arc(context, centre.x, centre.y, radius, 0, 2 * Double.pi)
            colour(paint.light)
            cairo_fill(context)
        case .image(let rectangle, let pixels): draw(pixels, in: rectangle)
        case .text(let text): write(text)
        }
    }

    func fill(_ rectangle: Rectangle, _ colour: Colour) {
        cairo_new_path(context)
        cairo_rectangle(context, rectangle.x, rectangle.y, rectangle.width, rectangle.height)
        self.colour(colour)
        cairo_fill(context)
    }

    private func stroke(_ colour: Colour, width: Double, cap: cairo_line_cap_t) {
        self.colour(colour)
        cairo_set_line_width(context, width)
        cairo_set_line_cap(context, cap)
        cairo_stroke(context)
    }

    private func colour(_ colour: Colour) {
        cairo_set_source_rgb(
            context, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255)
    }

    private func write(_ text: TextMark) {
        cairo_save(context)
        cairo_translate(context, text.point.x, text.point.y)
        if text.isUpwards { cairo_rotate(context, -Double.pi / 2) }
        cairo_translate(context, -text.offset, 0)
        let scale = text.style.size / StrokeFont.unitsPerSize
        cairo_scale(context, scale, -scale)
        cairo_new_path(context)
        for step in StrokeFont.path(of: text.text) {
            switch step {
            case .move(let point): cairo_move_to(context, point.x, point.y)
            case .line(let point): cairo_line_to(context, point.x, point.y)
            case .curve(let first, let second, let point):
                cairo_curve_to(context, first.x, first.y, second.x, second.y, point.x, point.y)
            }
        }
        stroke(text.paint.light, width: StrokeFont.penWidth(isBold: text.style.isBold), cap: CAIRO_LINE_CAP_ROUND)
        cairo_restore(context)
    }

    private func draw(_ pixels: Pixels, in rectangle: Rectangle) {
        let source = Canvas(width: pixels.width, height: pixels.height)
        source.copy(pixels)
        cairo_save(context)
        cairo_translate(context, rectangle.x, rectangle.y)
        cairo_scale(context, rectangle.width / Double(pixels.width), rectangle.height / Double(pixels.height))
        cairo_set_source_surface(context, source.surface, 0, 0)
        // Without the mode PAD, the edges of a stretched picture are blended with transparent pixels.
        cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
        cairo_rectangle(context, 0, 0, Double(pixels.width), Double(pixels.height))
        cairo_fill(context)
        cairo_restore(context)
    }

    /// Copies a picture to the canvas. The picture must have the size of the canvas.
    func copy(_ pixels: Pixels) {
        precondition(pixels.width == width && pixels.height == height, "a picture of another size")
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface)
        else { return }
        let stride = Int(cairo_image_surface_get_stride(surface))
        for row in 0..<height {
            (data + row * stride).withMemoryRebound(to: UInt32.self, capacity: width) { target in
                for column in 0..<width {
                    let colour = pixels.colour(row * width + column)
                    target[column] = UInt32(colour.red) << 16 | UInt32(colour.green) << 8 | UInt32(colour.blue)
                }
            }
        }
        cairo_surface_mark_dirty(surface)
    }

    func png(title: String) throws(PlotError) -> [UInt8] {
        var file: [UInt8] = []
        var status = cairo_status(context)
        if status == CAIRO_STATUS_SUCCESS {
            status = withUnsafeMutablePointer(to: &file) { file in
                cairo_surface_write_to_png_stream(
                    surface,
                    { file, bytes, count in
                        file!.assumingMemoryBound(to: [UInt8].self).pointee +=
                            UnsafeBufferPointer(start: bytes, count: Int(count))
                        return CAIRO_STATUS_SUCCESS
                    }, file)
            }
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw .notPainted(title: title, reason: String(cString: cairo_status_to_string(status)))
        }
        return file
    }
}
