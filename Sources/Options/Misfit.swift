/// Why a setting does not take a value: for instance it has another type, or is out of range.
public struct Misfit: Error, Hashable {
    /// The wrong part of the value.
    public let node: SettingNode
    /// The key of that part within the value, for instance `affine.rotation`; nil if the whole value is wrong.
    public let subkey: String?
    /// What is wrong, in words that follow the key in the error's message. If nil, the message says what the wrong part
    /// is and what the setting expects.
    public let problem: String?

    /// The error for a wrong part of a value.
    public init(_ node: SettingNode, subkey: String? = nil, problem: String? = nil) {
        self.node = node
        self.subkey = subkey
        self.problem = problem
    }

    /// This error as seen from a mapping that has the wrong value under `key`: `key` is put in front of the subkey.
    ///
    /// - Parameter expectation: the values that are allowed under `key`, in words. If nil, and this error has no
    /// ``problem``, the message says what is expected of the whole value of the setting.
    public func within(_ key: String, expectation: String? = nil) -> Misfit {
        Misfit(
            node, subkey: [key, subkey].compactMap { $0 }.joined(separator: "."),
            problem: problem ?? expectation.map { "is \(node.summary); it must be \($0)" })
    }
}
