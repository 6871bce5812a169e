/// The options of settings that messages of the lower rooms name by their keys.
package enum OptionNames {
    /// By key.
    package static let options = [
        "cluster.allow_mixed": "--allow-mixed",
        "cluster.stall_timeout": "--stall-timeout",
        "cluster.verify_every": "--verify-every",
        "cluster.worker_timeout": "--worker-timeout",
        "data.skip_unreadable": "--skip-unreadable",
    ]

    /// The message with options instead of these keys: what it says at a command line.
    package static func inserted(into message: String) -> String {
        options.reduce(message) { $0.replacing($1.key, with: $1.value) }
    }
}
