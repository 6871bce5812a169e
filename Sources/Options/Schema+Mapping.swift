import PlainText

/// Reading and writing a `Root` as one mapping, which has the keys of the schema.
extension Schema {
    /// Sets the settings of `root` whose keys are in the mapping `node`. All other settings keep their values. If
    /// `node` is null, nothing changes.
    ///
    /// - Parameter meaning: called with a key that is neither the key of a setting nor one of the
    ///   ``Setting/familiarNames`` of a setting. It returns the end of the error's message, for instance `did you mean
    ///   the transform 'flip'?`, or nil if the message should suggest keys of the schema.
    public func read(
        _ node: SettingNode, into root: inout Root, unknown meaning: (String) -> String? = { _ in nil }
    ) throws(Misfit) {
        if node.isNull { return }
        let names = settings.map(\.key)
        guard case .mapping(let pairs) = node.content else {
            throw Misfit(
                node,
                problem: "is \(node.summary); it must be a mapping with keys among \(names.joined(separator: ", "))")
        }
        for pair in pairs {
            let name = pair.key.string ?? pair.key.summary
            guard let setting = self[name] else {
                let familiar = settings.first { $0.isFamiliar(as: name) }.map { "did you mean '\($0.key)'?" }
                let advice = familiar ?? meaning(name) ?? Spelling.advice(for: name, among: names)
                throw Misfit(pair.key, subkey: name, problem: "is not a setting; \(advice)")
            }
            var changed = root
            do throws(Misfit) {
                try setting.read(pair.value, &changed)
                guard setting.isValid(changed) else { throw Misfit(pair.value) }
            } catch {
                throw error.within(name, expectation: setting.expectation)
            }
            root = changed
        }
    }

    /// All settings of `root` as a mapping: each key with its value.
    public func mapping(of root: Root) -> SettingNode {
        SettingNode(.mapping(settings.map { .init(key: .text($0.key), value: $0.write(root)) }))
    }
}
