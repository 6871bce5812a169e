import PlainText

/// Finds options and arguments of Chorus by the names that other programs give them. It has only options that are not
/// settings of a run; for settings, `FamiliarNames` does the same.
package enum FamiliarOptions {
    /// What a name from another program may stand for: options like `--out`, or arguments without a name like `<data>`.
    /// The likelier meanings come first.
    package static func meanings(of name: String) -> [String] {
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
