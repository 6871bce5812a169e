import Options

/// What lies beyond the edges of an image.
///
/// Source: `scipy.ndimage`, whose names these are.
public enum FillMode: String, CaseIterable, SettingValue {
    /// Repeats the value at the edge: a a a | a b c d | d d d.
    case nearest = "nearest"
    /// The image is mirrored: c b a | a b c d | d c b.
    case reflect = "reflect"
    /// One value everywhere.
    case constant = "constant"

    /// The index of the pixel, in 0 ..< `count`, whose value is used at `index`, which may lie outside that range.
    func index(_ index: Int, count: Int) -> Int {
        if index >= 0 && index < count { return index }
        switch self {
        case .nearest, .constant: return min(max(index, 0), count - 1)
        case .reflect:
            let period = 2 * count
            let position = ((index % period) + period) % period
            return position < count ? position : period - 1 - position
        }
    }
}
