/// A share as a percentage: 66.1% of 0.6612, with two decimals 66.12%. A number that is not finite is a dash.
///
/// - Parameter decimals: digits behind the point, at most 6.
package func percent(_ share: Double, decimals: Int = 1) -> String {
    guard share.isFinite else { return "–" }
    let factor = (0..<decimals).reduce(1) { product, _ in product * 10 }
    let units = Int((abs(share) * 100 * Double(factor)).rounded())
    let sign = share < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(units)%" }
    let fraction = String(units % factor)
    return "\(sign)\(units / factor)." + String(repeating: "0", count: decimals - fraction.count) + fraction + "%"
}
