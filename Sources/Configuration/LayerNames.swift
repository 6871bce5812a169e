import Options

/// Names of layers. A configuration file has them as a list, the command line with commas between them.
public struct LayerNames: Hashable, Sendable {
    /// The names of the layers.
    public var names: [String]

    /// A list of these names. Without an argument, the list is empty.
    public init(_ names: [String] = []) {
        self.names = names
    }
}

extension LayerNames: SettingValue {
    /// Reads a list of names, or a text of names with commas between them. From null and from `none` it makes an empty
    /// list. An empty name, or one that comes twice, is an error.
    public init(reading node: SettingNode) throws(Misfit) {
        var names: [String] = []
        if case .list(let elements) = node.content {
            for element in elements { names.append(try String(reading: element)) }
        } else if !node.isNone {
            names = try String(reading: node).split(separator: ",").map {
                $0.split(separator: " ").joined(separator: " ")
            }
        }
        guard Set(names).count == names.count, !names.contains("") else { throw Misfit(node) }
        self.init(names)
    }

    /// The names as a YAML sequence, as ``init(reading:)`` reads it.
    public var node: SettingNode { SettingNode(.list(names.map(\.node))) }
}

extension Rule where Value == LayerNames {
    static var layers: Rule {
        Rule(
            expectation: "a list of different layers' names, like [conv2d_1, conv2d_2]",
            optionExpectation: "names of different layers with commas between them, like conv2d_1,conv2d_2, or "
                + "none")
    }
}
