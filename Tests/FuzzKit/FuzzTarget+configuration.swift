import Configuration

extension FuzzTarget {
    /// A configuration in YAML. What is accepted is valid, and is written as what reads back as the same. A recipe is
    /// one with a text about it.
    static let configuration = FuzzTarget(
        "configuration", maximumLength: 4096, seeds: { configurationSeeds.map { Array($0.utf8) } },
        read: { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            do {
                let configuration = try RunConfiguration(yaml: text, file: "input.yaml")
                try configuration.validate()
                let written = configuration.resolved(cores: 2).yaml()
                let copy = try RunConfiguration(yaml: written, file: "copy.yaml")
                try promise(copy == configuration.resolved(cores: 2), "a configuration reads back as it was written")
            } catch let error as ConfigurationError {
                try promiseOneLine(error)
            }
            do {
                let recipe = try Recipe(name: "input.yaml", yaml: text)
                try promise((recipe.about ?? "").hasPrefix(recipe.summary), "the summary is the beginning")
                var configuration = RunConfiguration()
                try configuration.read(recipe)
                try configuration.validate()
            } catch let error as ConfigurationError {
                try promiseOneLine(error)
            }
        })

    private static let configurationSeeds = [
        RunConfiguration().yaml(),
        "seed: 3\nmodel: hackersrealm\npadding: same\nclass_weight: {happy: 1.0, sad: 0.5}\n",
        "# a comment\noptimizer:\n  learning_rate: 1.0e-3\n  beta_1: 0.5\nclass_weight: balanced\n",
        "data: {path: \"faces/a b\", channels: 3, skip_unreadable: true}\ncluster: {workers: 4, kernels: portable}\n",
        "micro_batches: 8\nbatch_size: 128\ncheckpoint_every: 10\nreduce_lr_on_plateau: {factor: 0.5, patience: 2}\n",
        "epochs: &few 3\nearly_stopping:\n  patience: *few\n  min_delta: !!float 0.1\n",
        "about: |\n  One. Two.\nrecipe: paper\n", "about: Mine.\nreduce_lr_on_plateau: none\nearly_stopping:\n",
        "data: {balance: {targets: {happy: 9, sad: 8}, augment: [flip], class_augment: {sad: []}}}\n",
        "augment:\n  - affine: {rotation: 9, zoom: [0.5, 2], fill_mode: constant}\n  - contrast: {factor: 0.2}\n",
        "data: {balance: largest}\ninit: runs/a\nfreeze: [conv2d_1, dense_1]\n",
        "class_weight:\n  ? happy\n  : 1.0\n  \"\\u263a\\n\": 2\n", "data: ~\n", "",
    ]
}
