import Networks
import Options
import PlainText

/// Names of options in other programs, and what they mean in Chorus.
public enum FamiliarNames {
    /// What a name from another program means in Chorus.
    public enum Meaning: Hashable, Sendable {
        /// A setting, by its full key.
        case setting(String)
        /// A sentence about something that Chorus lacks or does in another way.
        case note(String)
    }

    /// What a name from Keras, PyTorch or their examples means; nil if the name is unknown or has more than 40 bytes.
    /// Case, hyphens and underscores do not matter.
    public static func meaning(of name: String) -> Meaning? {
        guard name.utf8.count <= 40 else { return nil }
        let settings = RunConfiguration.schema.settings
        if let setting = settings.first(where: { $0.isFamiliar(as: name) }) {
            return .setting(setting.key)
        }
        return notes.first { $0.names.contains { Spelling.isSame($0, name) } }.map { .note($0.text) }
    }

    private static let notes: [(names: [String], text: String)] = [
        (
            ["gpu", "gpus", "cuda", "device", "devices", "no-cuda", "use-gpu", "accelerator", "mps"],
            "Chorus computes on CPUs and has no such option"
        ),
        (["momentum", "nesterov", "weight-decay", "wd"], "Adam is the only optimizer, and has no such option"),
        (
            ["dropout", "l2", "activation", "filters", "units", "hidden", "layers"],
            "the model decides that: write it into a model file"
        ),
    ]
}
