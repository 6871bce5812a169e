import Networks
import Options

/// What a name of another program means: a setting of a run, or something that Chorus has not.
public enum FamiliarNames {
    /// What stands behind a name.
    public enum Meaning: Hashable, Sendable {
        /// A setting, by its full key.
        case setting(String)
        /// Something that Chorus lacks or does otherwise, in a sentence for a person.
        case note(String)
    }

    /// The meaning of a name that people bring from Keras, PyTorch and their examples, however it is hyphenated.
    public static func meaning(of name: String) -> Meaning? {
        guard name.utf8.count <= 40 else { return nil }
        let settings = RunConfiguration.schema.settings
        if let setting = settings.first(where: { $0.familiarNames.contains { Spelling.isSame($0, name) } }) {
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
        (
            ["pretrained", "finetune", "transfer"],
            "training starts from random weights, or resumes a run"
        ),
        (["augment", "augmentation", "flip", "rotation", "transforms"], "images are not augmented"),
    ]
}
