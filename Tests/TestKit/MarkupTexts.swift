import Foundation
import FoundationXML
import Testing

/// The elements of an SVG file or a page: their names, texts and attributes. Reading it fails if the file is not XML.
package final class MarkupTexts: NSObject, XMLParserDelegate {
    /// An element.
    package struct Element {
        /// Its name.
        package let name: String
        /// Its attributes.
        package let attributes: [String: String]
        /// All text in it.
        package fileprivate(set) var text = ""
    }

    /// The elements, in the order of their beginnings.
    package private(set) var elements: [Element] = []
    private var open: [Int] = []

    /// Reads a file's text.
    package init(_ text: String) throws {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(String(describing: parser.parserError)) in line \(parser.lineNumber)")
    }

    /// The texts of the elements of a name.
    package subscript(name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }

    package func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        open.append(elements.count)
        elements.append(Element(name: name, attributes: attributes))
    }

    package func parser(_ parser: XMLParser, foundCharacters text: String) {
        for index in open { elements[index].text += text }
    }

    package func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open.removeLast()
    }
}
