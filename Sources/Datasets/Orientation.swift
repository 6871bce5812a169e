/// How a picture is to be turned, by EXIF's numbers: a camera that was held sideways writes its rows as they come and
/// says here how it was held.
enum Orientation: Int {
    case upright = 1
    case mirrored, upsideDown, flipped, transposed, turnedRight, transversed, turnedLeft

    /// Whether the file's rows are the picture's columns.
    var isTransposed: Bool { rawValue >= 5 }
    /// Whether the last row of the file comes first.
    var reversesRows: Bool { [.upsideDown, .flipped, .turnedRight, .transversed].contains(self) }
    /// Whether the last pixel of a row of the file comes first.
    var reversesPixels: Bool { [.mirrored, .upsideDown, .transversed, .turnedLeft].contains(self) }
}
