import PlainText
import Testing

@Suite struct PercentTests {
    @Test(arguments: [
        (0.6612, 1, "66.1%"), (0.6612, 2, "66.12%"), (0.6612, 0, "66%"), (0, 2, "0.00%"), (1, 1, "100.0%"),
        (0.9999, 1, "100.0%"), (0.0006, 2, "0.06%"), (0.0006, 1, "0.1%"), (-0.015, 1, "-1.5%"), (-0.0001, 1, "0.0%"),
        (.nan, 1, "–"), (.infinity, 0, "–"),
    ])
    func aShare(share: Double, decimals: Int, text: String) {
        #expect(percent(share, decimals: decimals) == text)
    }
}
