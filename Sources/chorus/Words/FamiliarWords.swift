import Networks
import PlainText

/// Commands of other programs, with the commands of Chorus that they stand for.
enum FamiliarCommands {
    /// The whole command of Chorus that a word stands for; nil for an unknown word. `path` has the commands that were
    /// typed before the word.
    static func meaning(of word: String, under path: [String]) -> String? {
        let table = path.isEmpty ? programs : path == ["data"] ? data : [:]
        return table.first { $0.value.contains { Spelling.isSame($0, word) } }?.key
    }

    private static let programs: [String: [String]] = [
        "chorus train": ["fit", "run", "start", "learn", "training"],
        "chorus train --resume DIR": ["resume", "continue", "restart"],
        "chorus coordinator": ["master", "server", "serve", "head", "leader", "scheduler", "driver"],
        "chorus worker": ["client", "agent", "node", "slave", "join", "connect"],
        "chorus evaluate": ["test", "score", "validate", "validation", "val", "metrics"],
        "chorus predict": ["infer", "inference", "classify", "detect", "recognize"],
        "chorus inspect": ["show", "info", "describe", "print", "dump"],
        "chorus data summary": ["summary", "stats", "dataset", "datasets", "count"],
        "chorus data synthesize": ["synthesize", "synthesise", "generate", "demo", "sample"],
        "chorus data augment": ["augment", "balance", "oversample"],
        "chorus data preview": ["preview", "view", "grid"],
        "chorus recipe list": ["recipes", "experiment", "experiments", "presets"],
        "chorus bench": ["benchmark", "speed", "profile", "perf"],
        "chorus --version": ["version", "v"],
        "chorus help": ["h", "usage", "man", "?"],
    ]

    private static let data: [String: [String]] = [
        "chorus data augment": ["balance", "oversample", "augmentation", "copies"],
        "chorus data preview": ["view", "grid", "plot", "augmented"],
        "chorus data summary": ["stats", "info", "show", "describe", "count", "inspect", "check", "duplicates"],
        "chorus data list": ["ls", "table", "csv", "export", "files"],
        "chorus data synthesize": ["generate", "create", "make", "draw", "sample"],
    ]
}
