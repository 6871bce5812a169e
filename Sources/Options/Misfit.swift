/// Why a setting does not take a value: for instance it has another type, or is out of range.
public struct Misfit: Error, Hashable {
    /// The part of the value that is wrong, as it is written.
    public let node: SettingNode
    /// The key of the wrong part within the value, for instance `affine.rotation`; nil if the whole value is wrong.
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

    /// Returns this error for the mapping in which the wrong value has the key `key`: `key` is put in front of the
    /// subkey.
    ///
    /// - Parameter expectation: what is allowed under `key`, in words that follow `it must be`. The new error's
    ///   ``problem`` has these words if this error has no ``problem``. If `expectation` is nil too, the new error's
    ///   ``problem`` stays nil, and the message says what the whole setting expects.
    public func within(_ key: String, expectation: String? = nil) -> Misfit {
        Misfit(
            node, subkey: [key, subkey].compactMap { $0 }.joined(separator: "."),
            problem: problem ?? expectation.map { "is \(node.summary); it must be \($0)" })
    }
}
