import Options

/// How pixels beyond the edges of an image get their values.
///
/// Source: `scipy.ndimage`, whose names these are.
public enum FillMode: String, CaseIterable, SettingValue {
    /// The value at the edge is repeated: a a a | a b c d | d d d.
    case nearest = "nearest"
    /// The image is mirrored: c b a | a b c d | d c b.
    case reflect = "reflect"
    /// All pixels beyond the edges have one value, ``Affine/fillValue``.
    case constant = "constant"

    /// The index, in 0 ..< `count`, of the pixel whose value is used at position `index`, which may lie beyond the
    /// edges. With `constant`, the only such position is `count`: a point that is exactly on the last row or column is
    /// interpolated between the last pixel and the one at `count`, which then has weight 0.
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
