import Foundation
import FoundationXML
import Testing

/// The texts of an SVG file's elements, by the elements' name. Reading it fails if the file is not XML.
final class SVGTexts: NSObject, XMLParserDelegate {
    private var texts: [String: [String]] = [:]
    private var open: [(name: String, text: String)] = []

    init(_ svg: String) throws {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(String(describing: parser.parserError))")
    }

    subscript(name: String) -> [String] { texts[name] ?? [] }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append((name, ""))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        open[open.count - 1].text += text
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        let element = open.removeLast()
        texts[name, default: []].append(element.text)
    }
}
