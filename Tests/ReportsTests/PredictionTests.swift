import Foundation
import Reports
import Testing

/// Names from outside in the output for spreadsheets and terminals.
@Suite struct PredictionTests {
    private func predictions(classes: [String], images: [String]) throws -> Predictions {
        let rows = images.map { ["image": $0, "class": classes[0], "probabilities": [0.25, -0.5]] as [String: Any] }
        let json: [String: Any] = ["classes": classes, "rows": rows, "failures": [], "remarks": []]
        return try JSONDecoder().decode(Predictions.self, from: JSONSerialization.data(withJSONObject: json))
    }

    /// OWASP's advice against formulas: an apostrophe before the signs that begin one. Numbers stay numbers.
    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("a=b", "a=b"), ("", ""),
        ("=HYPERLINK(\"http://a\",\"b\")", "\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\""), ("a,b", "\"a,b\""),
        ("a\"b", "\"a\"\"b\""),
    ])
    func cells(text: String, field: String) throws {
        let csv = try predictions(classes: [text, "b"], images: [text]).csv
        #expect(csv == "image,class,\(field),b\n\(field),\(field),0.25,-0.5\n")
    }

    @Test(arguments: ["a\nb", "\u{1B}[2Ja", "\t=1", "a\r", "a\u{202E}b", "\u{85}"])
    func controlCharactersAreNotPassedOn(text: String) throws {
        let made = try predictions(classes: ["x", text], images: [text])
        for output in [made.csv, made.text] {
            let lines = output.split(separator: "\n")
            #expect(lines.count == (output == made.csv ? 2 : 1))
            let scalars = lines.joined().unicodeScalars
            #expect(scalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
        }
        if text.hasPrefix("\t") { #expect(made.csv.hasPrefix("image,class,x,'")) }
    }
}
