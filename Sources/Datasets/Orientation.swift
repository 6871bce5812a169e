/// The orientation of a picture by EXIF's numbers: how the rows of the file must be rotated or mirrored for display.
enum Orientation: Int {
    case upright = 1
    case mirrored, upsideDown, flipped, transposed, turnedRight, transversed, turnedLeft

    /// Whether the file's rows are the picture's columns.
    var isTransposed: Bool { rawValue >= 5 }
    /// Whether the last row of the file is the first one of the picture.
    var reversesRows: Bool { [.upsideDown, .flipped, .turnedRight, .transversed].contains(self) }
    /// Whether the last pixel of a row of the file is the first one of the picture.
    var reversesPixels: Bool { [.mirrored, .upsideDown, .transversed, .turnedLeft].contains(self) }
}
