/// A value that does not have the type of its setting, or is out of range.
public struct Misfit: Error, Hashable {
    /// The wrong part of the value.
    public let node: SettingNode
    /// The key of that part within the value, for instance `affine.rotation`; nil if the whole value is wrong.
    public let subkey: String?
    /// What is wrong, in words that follow the key; nil if the value must be what the setting expects.
    public let problem: String?

    /// The error for a wrong part.
    public init(_ node: SettingNode, subkey: String? = nil, problem: String? = nil) {
        self.node = node
        self.subkey = subkey
        self.problem = problem
    }

    /// This error as seen from a mapping that has the wrong value under `key`: `key` is put in front of the subkey.
    ///
    /// - Parameter expectation: the allowed values of that key; nil if the larger value has only one expectation.
    public func within(_ key: String, expectation: String? = nil) -> Misfit {
        Misfit(
            node, subkey: [key, subkey].compactMap { $0 }.joined(separator: "."),
            problem: problem ?? expectation.map { "is \(node.summary); it must be \($0)" })
    }
}
