/// Pictures in rows, each with two lines of text below.
public struct TileGrid: Sendable {
    /// A picture and what it shows.
    public struct Tile: Sendable {
        /// The picture; nil for a place that stays empty.
        public var pixels: Pixels?
        /// The lines below.
        public var captions: [Caption]
        /// A bar along its upper edge, nil for none.
        public var mark: Colour?
        /// What is said of it where the pointer rests on it; nil for the captions.
        public var note: String?

        /// A tile.
        public init(_ pixels: Pixels?, captions: [Caption] = [], mark: Colour? = nil, note: String? = nil) {
            self.pixels = pixels
            self.captions = captions
            self.mark = mark
            self.note = note
        }
    }

    /// A line below a picture.
    public struct Caption: Hashable, Sendable {
        /// The part that is shortened where the line is too long.
        public var text: String
        /// The part behind it, which is shown whole.
        public var ending: String
        /// Its colour.
        public var paint: Paint

        /// A line.
        public init(_ text: String, ending: String = "", paint: Paint = .ink) {
            self.text = text
            self.ending = ending
            self.paint = paint
        }
    }

    /// The width of a picture and the room around it.
    public static let pitch = 104.0
    private static let size = 92.0
    /// The room for a caption's text, beside an ending of a few characters.
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

    /// How high it is.
    public var height: Double { Double((tiles.count + columns - 1) / columns) * rowHeight }

    /// Draws it with its upper left corner at a point. Pictures that are not square keep their form.
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
