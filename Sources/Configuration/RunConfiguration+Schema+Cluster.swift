import Options

extension RunConfiguration {
    /// The entries of ``schema`` for the group `cluster`: the workers, their time limits and how they compute.
    static let clusterSettings = [
        RunSetting(
            "cluster.workers", \.cluster.workers,
            Rule<Int>.whole(0...1024).orNull("as many as cores, at most one for each micro-batch"),
            help: "Worker processes; 0 to train in this process.", decidesBits: false,
            option: CommandOption(only: "train"),
            familiar: ["nproc", "num-proc", "n-workers", "nproc-per-node", "world-size", "processes", "replicas"]),
        RunSetting(
            "cluster.min_workers", \.cluster.minimumWorkers, .whole(1...1024),
            help: "Workers that the first step waits for.", decidesBits: false,
            option: CommandOption(only: "coordinator"), familiar: ["min-nodes", "min-np"]),
        RunSetting(
            "cluster.worker_timeout", \.cluster.workerTimeout, .number(1...86_400, unit: " of seconds"),
            help: "Seconds of silence after which a worker is given up.", decidesBits: false, option: CommandOption()),
        RunSetting(
            "cluster.stall_timeout", \.cluster.stallTimeout, .number(1...86_400, unit: " of seconds"),
            help: "Seconds without progress after which a worker is given up.", decidesBits: false,
            option: CommandOption()),
        RunSetting(
            "cluster.kernels", \.cluster.kernels, .choice,
            help: "native for the widest vector instructions, or portable for AVX2; both give the same bits.",
            decidesBits: false, option: CommandOption(), familiar: ["instructions", "simd", "avx512"]),
        RunSetting(
            "cluster.exchange_precision", \.cluster.exchangePrecision, .choice,
            help: "fp32, or bf16 for gradients of half the size, where the link is slow; it decides the results.",
            decidesBits: true, option: CommandOption(),
            familiar: ["precision", "bf16", "fp16", "half", "amp", "mixed-precision", "dtype"]),
        RunSetting(
            "cluster.allow_mixed", \.cluster.allowMixed, .flag,
            help: "Admit workers that compute other bits; results are then not reproducible.",
            // Bits depend on which workers join, and not on this setting itself. The bits of a run with this setting
            // are not promised to be reproducible.
            decidesBits: false, option: CommandOption()),
    ]
}
