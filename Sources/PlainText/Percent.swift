/// A share as a percentage: 0.6612 becomes `66.1%`, or `66.12%` with two decimals. A number that is not finite becomes
/// a dash.
///
/// - Parameter decimals: the number of digits after the point, at most 6.
package func percent(_ share: Double, decimals: Int = 1) -> String {
    guard share.isFinite else { return "–" }
    let factor = (0..<decimals).reduce(1) { product, _ in product * 10 }
    let units = Int((abs(share) * 100 * Double(factor)).rounded())
    let sign = share < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(units)%" }
    let fraction = String(units % factor)
    return "\(sign)\(units / factor)." + String(repeating: "0", count: decimals - fraction.count) + fraction + "%"
}
