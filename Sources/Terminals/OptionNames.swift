/// The command-line options of some settings. Messages of lower modules name these settings by their keys. The
/// command-line programs replace the keys by the options.
package enum OptionNames {
    /// The option of each setting, by the key of the setting.
    package static let options = [
        "cluster.allow_mixed": "--allow-mixed",
        "cluster.stall_timeout": "--stall-timeout",
        "cluster.worker_timeout": "--worker-timeout",
        "data.skip_unreadable": "--skip-unreadable",
        "verify": "--verify-every",
    ]

    /// How messages name a setting: by its key. A key without a group, like `verify`, is also an ordinary word, so the
    /// word 'setting' stands before it.
    package static func name(of key: String) -> String { key.contains(".") ? key : "setting \(key)" }

    /// The message with each key in ``options`` replaced by its option, for users of the command line.
    package static func inserted(into message: String) -> String {
        options.reduce(message) { $0.replacing(name(of: $1.key), with: $1.value) }
    }
}
