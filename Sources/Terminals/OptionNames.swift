/// The options of settings that messages of the lower rooms name by their keys.
package enum OptionNames {
    /// By key.
    package static let options = [
        "cluster.allow_mixed": "--allow-mixed",
        "cluster.stall_timeout": "--stall-timeout",
        "cluster.worker_timeout": "--worker-timeout",
        "data.skip_unreadable": "--skip-unreadable",
        "verify": "--verify-every",
    ]

    /// How a message names a key: a key without a group is a usual word, so the word 'setting' stands before it.
    package static func name(of key: String) -> String { key.contains(".") ? key : "setting \(key)" }

    /// The message with options instead of these keys, for a command line.
    package static func inserted(into message: String) -> String {
        options.reduce(message) { $0.replacing(name(of: $1.key), with: $1.value) }
    }
}
