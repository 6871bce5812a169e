import Networks

/// Commands of other programs, with the commands of Chorus that they stand for.
enum FamiliarCommands {
    /// The whole command that a word stands for, below the commands that were typed before it.
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
        "chorus bench": ["benchmark", "speed", "profile", "perf"],
        "chorus --version": ["version", "v"],
        "chorus help": ["h", "usage", "man", "?"],
    ]

    private static let data: [String: [String]] = [
        "chorus data summary": ["stats", "info", "show", "describe", "count", "inspect", "list", "ls"],
        "chorus data synthesize": ["generate", "create", "make", "draw", "sample"],
    ]
}

/// Option names of other programs, for options of Chorus that are not settings of a run.
enum FamiliarOptions {
    /// The options, or the arguments without a name, that a name may stand for, the likelier first.
    static func meanings(of name: String) -> [String] {
        table.filter { $0.names.contains { Spelling.isSame($0, name) } }.flatMap(\.meanings)
    }

    private static let table: [(meanings: [String], names: [String])] = [
        (
            ["--out"],
            ["output", "o", "out-dir", "output-dir", "outdir", "save-dir", "log-dir", "project", "run-dir", "to"]
        ),
        (["--config"], ["conf", "cfg", "c", "yaml", "config-file", "settings", "params", "hparams"]),
        (["--resume"], ["continue", "restore", "resume-from", "from-checkpoint", "load"]),
        (["<checkpoint>", "--resume"], ["checkpoint", "ckpt", "weights", "run", "checkpoint-path"]),
        (["<checkpoint>", "--model"], ["model", "m", "model-path"]),
        (["<images>", "<data>"], ["image", "images", "img", "input", "i", "source", "file", "files", "path"]),
        (["<data>", "<images>"], ["data", "d", "dataset", "data-dir", "folder", "dir", "csv-file"]),
        (["--bind", "<tcp://host:port>"], ["host", "port", "address", "addr", "listen", "p", "endpoint", "url"]),
        (
            ["<tcp://host:port>", "--bind"],
            ["coordinator", "connect", "server", "master", "master-addr", "master-port"]
        ),
        (
            ["--workers", "--slots"],
            ["num-workers", "n-jobs", "jobs", "j", "procs", "parallel", "threads", "cores", "cpus", "num-threads", "t"]
        ),
        (["--count"], ["n", "num", "number", "images", "faces", "size", "num-images"]),
        (["--steps"], ["iterations", "iters", "n", "repeat", "count"]),
        (["--reconnect-timeout", "--worker-timeout"], ["timeout", "wait", "retry"]),
        (["--json"], ["format", "as-json", "machine-readable"]),
    ]
}
