import Foundation

/// A colour of the screen, sRGB.
public struct Colour: Hashable, Sendable {
    /// Red, from 0 to 255.
    public var red: UInt8
    /// Green, from 0 to 255.
    public var green: UInt8
    /// Blue, from 0 to 255.
    public var blue: UInt8

    /// A colour by its three values.
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    // Source: Okabe and Ito, "Color Universal Design" (2008). The six colours below stay distinct for every kind of
    // colour blindness.

    /// The first colour of the colour-blind-safe palette.
    public static let blue = Colour(0, 114, 178)
    /// The second colour of the colour-blind-safe palette.
    public static let orange = Colour(230, 159, 0)
    /// The third colour of the colour-blind-safe palette.
    public static let green = Colour(0, 158, 115)
    /// The fourth colour of the colour-blind-safe palette.
    public static let purple = Colour(204, 121, 167)
    /// The fifth colour of the colour-blind-safe palette, also used for wrong predictions.
    public static let vermilion = Colour(213, 94, 0)
    /// The sixth and last colour of the colour-blind-safe palette.
    public static let sky = Colour(86, 180, 233)
    /// The colour-blind-safe palette, in the order in which a series of data takes its colours.
    public static let series = [blue, orange, green, purple, vermilion, sky]

    /// The colour in a style sheet, for instance `#0072b2`.
    public var hexadecimal: String { String(format: "#%02x%02x%02x", Int(red), Int(green), Int(blue)) }

    /// The colour of a cell whose value is a share, from 0 (nearly white) to 1 (dark blue). A larger share always has
    /// a darker colour, so that shares can be compared without seeing colours.
    public static func cell(_ share: Double) -> Colour {
        let position = min(max(share.isFinite ? share : 0, 0), 1) * Double(cells.count - 1)
        let index = min(Int(position), cells.count - 2)
        return cells[index].mixed(with: cells[index + 1], position - Double(index))
    }

    private static let cells = [
        Colour(247, 250, 253), Colour(190, 216, 236), Colour(107, 170, 214), Colour(0, 114, 178), Colour(3, 60, 104),
    ]

    private func mixed(with other: Colour, _ share: Double) -> Colour {
        func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
            UInt8((Double(from) + (Double(to) - Double(from)) * share).rounded())
        }
        return Colour(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
    }

    /// The relative luminance of the colour, from 0 (black) to 1 (white).
    ///
    /// Source: WCAG 2.1, "relative luminance".
    public var luminance: Double {
        func linear(_ value: UInt8) -> Double {
            let share = Double(value) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    /// Black or white, whichever has more contrast with this colour. At a luminance of 0.179 both have the same
    /// contrast.
    public var readableInk: Colour {
        luminance > 0.179 ? Colour(0, 0, 0) : Colour(255, 255, 255)
    }
}

/// What a mark is painted with: a fixed colour, or a colour that is different on light and on dark backgrounds.
public enum Paint: Hashable, Sendable {
    /// The colour of text and axes.
    case ink
    /// The colour of less important text.
    case muted
    /// The colour of grid lines.
    case grid
    /// The colour of the background.
    case paper
    /// A fixed colour, the same on light and dark backgrounds.
    case colour(Colour)

    /// The paints that have another colour on a dark background than on a light one.
    static let themed: [Paint] = [.ink, .muted, .grid, .paper]

    /// The colour of the paint on a light background.
    var light: Colour {
        switch self {
        case .ink: Colour(32, 33, 36)
        case .muted: Colour(95, 99, 104)
        case .grid: Colour(225, 227, 230)
        case .paper: Colour(255, 255, 255)
        case .colour(let colour): colour
        }
    }

    /// The colour of the paint on a dark background.
    var dark: Colour {
        switch self {
        case .ink: Colour(232, 234, 237)
        case .muted: Colour(168, 173, 179)
        case .grid: Colour(62, 64, 68)
        case .paper: Colour(24, 25, 28)
        case .colour(let colour): colour
        }
    }
}
