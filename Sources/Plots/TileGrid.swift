/// Pictures in rows, each with lines of text below it.
public struct TileGrid: Sendable {
    /// A picture and what it shows.
    public struct Tile: Sendable {
        /// The picture of the tile. If nil, the place of the picture stays empty.
        public var pixels: Pixels?
        /// The lines of text below the picture.
        public var captions: [Caption]
        /// The colour of a bar along the tile's upper edge; nil for no bar.
        public var mark: Colour?
        /// The text that a viewer of the SVG shows where a pointer rests on the picture. If nil, the viewer shows the
        /// captions.
        public var note: String?

        /// A tile with this picture and its texts.
        public init(_ pixels: Pixels?, captions: [Caption] = [], mark: Colour? = nil, note: String? = nil) {
            self.pixels = pixels
            self.captions = captions
            self.mark = mark
            self.note = note
        }
    }

    /// A line of text below a picture.
    public struct Caption: Hashable, Sendable {
        /// The part that is shortened where the line is too long.
        public var text: String
        /// The part after the text, which is never shortened.
        public var ending: String
        /// The colour of the line.
        public var paint: Paint

        /// A line of text with an ending and a colour.
        public init(_ text: String, ending: String = "", paint: Paint = .ink) {
            self.text = text
            self.ending = ending
            self.paint = paint
        }
    }

    /// The width of a picture with the gap after it, in pixels.
    public static let pitch = 104.0
    private static let size = 92.0
    /// The width in pixels that is left for a caption's text if the caption has an ending of a few characters.
    public static let textWidth = 54.0
    private static let captionHeight = 15.0

    private let tiles: [Tile]
    private let columns: Int
    private let lines: Int

    /// Tiles from left to right, `columns` in each row.
    public init(_ tiles: [Tile], columns: Int) {
        self.tiles = tiles
        self.columns = max(columns, 1)
        lines = tiles.map(\.captions.count).max() ?? 0
    }

    private var rowHeight: Double { TileGrid.size + Double(lines) * TileGrid.captionHeight + 12 }

    /// The height of the grid in pixels.
    public var height: Double { Double((tiles.count + columns - 1) / columns) * rowHeight }

    /// Draws the grid with its upper left corner at a point. Each picture keeps its ratio of width to height.
    public func draw(in drawing: inout Drawing, at corner: Point) {
        for (index, tile) in tiles.enumerated() {
            let x = corner.x + Double(index % columns) * TileGrid.pitch
            let y = corner.y + Double(index / columns) * rowHeight
            if let pixels = tile.pixels {
                let longest = Double(max(pixels.width, pixels.height))
                let width = TileGrid.size * Double(pixels.width) / longest
                let height = TileGrid.size * Double(pixels.height) / longest
                let place = Rectangle(
                    x: x + (TileGrid.size - width) / 2, y: y + (TileGrid.size - height) / 2, width: width,
                    height: height)
                let note = tile.note ?? tile.captions.map { $0.text + $0.ending }.joined(separator: "\n")
                drawing.add(.image(place, pixels), note: note.isEmpty ? nil : note)
            }
            if let mark = tile.mark {
                drawing.add(.rectangle(Rectangle(x: x, y: y, width: TileGrid.size, height: 4), .colour(mark)))
            }
            for (line, caption) in tile.captions.enumerated() {
                let ending = TextStyle.small.width(of: caption.ending)
                let text =
                    TextStyle.small.fitted(caption.text, width: TileGrid.size - ending, keepsEnd: true) + caption.ending
                let baseline = y + TileGrid.size + 14 + Double(line) * TileGrid.captionHeight
                drawing.add(TextMark(text, at: Point(x, baseline), .small, paint: caption.paint))
            }
        }
    }
}
