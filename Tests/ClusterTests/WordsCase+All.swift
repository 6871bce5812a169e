extension WordsCase {
    /// Commands that do not exist.
    static let commands = [
        WordsCase("trian faces", 64, "'trian' is not a command", "did you mean 'chorus train'?"),
        WordsCase("Train faces", 64, "did you mean 'chorus train'?"),
        WordsCase("help trian", 64, "did you mean 'chorus help train'?"),
        WordsCase("trian --help", 64, "did you mean 'chorus train'?"),
        WordsCase("eval run faces", 64, "did you mean 'chorus evaluate'?"),
        WordsCase("fit faces", 64, "did you mean 'chorus train'?"),
        WordsCase("resume run", 64, "did you mean 'chorus train --resume DIR'?"),
        WordsCase("version", 64, "did you mean 'chorus --version'?"),
        WordsCase("faces", 64, "to train on it: 'chorus train faces'"),
        WordsCase("data summry faces", 64, "did you mean 'chorus data summary'?", "see 'chorus data --help'"),
        WordsCase("data synthesise --out drawn", 64, "did you mean 'chorus data synthesize'?"),
        WordsCase("data faces", 64, "did you mean 'chorus data summary faces'?"),
        WordsCase("bench steps", 64, "did you mean 'chorus bench step'?"),
        WordsCase("bench all", 64, "there are kernels, step, exchange, scaling"),
        WordsCase("train help", 64, "'chorus help train' lists the options"),
        WordsCase("worker help", 64, "'chorus help worker' lists the options"),
    ]

    /// Options under the names of other programs, of other commands, or misspelt.
    static let unknownOptions = [
        WordsCase("train faces --lr 0.1", 64, "unknown option '--lr'; did you mean '--learning-rate'?"),
        WordsCase("train faces -lr 0.1", 64, "did you mean '--learning-rate'?"),
        WordsCase("train faces --batch 32", 64, "did you mean '--batch-size'?"),
        WordsCase("train faces --bs 32", 64, "did you mean '--batch-size'?"),
        WordsCase("train faces -b 32", 64, "did you mean '--batch-size'?"),
        WordsCase("train faces --num-epochs 3", 64, "did you mean '--epochs'?"),
        WordsCase("train faces -epochs 3", 64, "unknown option '-epochs'; did you mean '--epochs'?"),
        WordsCase("train faces —epochs 3", 64, "unknown option '—epochs'; did you mean '--epochs'?"),
        WordsCase("train faces --num-workers 2", 64, "did you mean '--workers'?"),
        WordsCase("train faces -o out", 64, "did you mean '--out'?"),
        WordsCase("train faces --patience 3", 64, "did you mean '--early-stopping-patience'?"),
        WordsCase("train faces --image-size 48", 64, "did you mean '--image-height'?"),
        WordsCase("train faces --val-split 0.1", 64, "did you mean '--validation-fraction'?"),
        WordsCase("train faces --arch x", 64, "did you mean '--model'?"),
        WordsCase("train faces --gpu", 64, "'--gpu'; Chorus computes on CPUs"),
        WordsCase("train faces --momentum 0.9", 64, "Adam is the only optimizer"),
        WordsCase("train faces --beta-1 0.8", 64, "'optimizer.beta_1' is set in the YAML file that --config names"),
        WordsCase("train faces --workers 0 --verify-every 1", 64, "--verify-every", "--workers", "this option out"),
        WordsCase("train --data faces", 64, "<data> is given without a name: 'chorus train [<data>]'"),
        WordsCase("train faces --port 7070", 64, "--bind is an option of chorus coordinator"),
        WordsCase("train faces --min-workers 2", 64, "--min-workers is an option of chorus coordinator"),
        WordsCase("coordinator faces --port 7070", 64, "did you mean '--bind'?"),
        WordsCase("worker tcp://127.0.0.1:7070 --threads 2", 64, "did you mean '--slots'?"),
        WordsCase("worker --connect tcp://127.0.0.1:7070", 64, "<tcp://host:port> is given without a name"),
        WordsCase("evaluate --model run faces", 64, "<checkpoint> is given without a name"),
        WordsCase("evaluate run faces --csv", 64, "--csv is an option of chorus predict"),
        WordsCase("data synthesize --out drawn --n 300", 64, "did you mean '--count'?"),
        WordsCase("--epochs 3", 64, "--epochs is an option of chorus train"),
        WordsCase("--verison", 64, "did you mean '--version'?"),
    ]

    /// Values that are missing, of another kind or out of range.
    static let values = [
        WordsCase("train faces --epochs -3", 64, "--epochs is -3; it must be a whole number from 0 to 65535"),
        WordsCase("train faces --epochs three", 64, "--epochs is three; it must be a whole number from 0 to 65535"),
        WordsCase("train faces --epochs", 64, "--epochs needs a value: a whole number from 0 to 65535"),
        WordsCase("train faces --workers -1", 64, "--workers is -1; it must be a whole number from 0 to 1024"),
        WordsCase(
            "train faces --workers 5000", 64, "--workers is 5000; it must be a whole number from 0 to 1024, or none for"
        ),
        WordsCase("train faces --batch-size -3", 64, "--batch-size is -3; it must be"),
        WordsCase("train faces --learning-rate -0.1", 64, "--learning-rate is -0.1; it must be a number above 0"),
        WordsCase("train faces --learning-rate 0,1", 64, "--learning-rate is 0,1; it must be a number above 0"),
        WordsCase("train faces --seed -1", 64, "--seed is -1; it must be a whole number from 0"),
        WordsCase("train faces --padding SAME", 64, "--padding is SAME", "did you mean 'same'?"),
        WordsCase("train faces --class-weight Balanced", 64, "did you mean 'balanced'?"),
        WordsCase("train faces --checkpoint-every 5x", 64, "--checkpoint-every is 5x", "90s, 15m or 1h"),
        WordsCase("train faces --micro-batches 128", 64, "--micro-batches is 128"),
        WordsCase("train faces --model FER-CNN", 64, "--model is FER-CNN; did you mean 'fer-cnn'?"),
        WordsCase("train faces --cache false", 64, "--cache takes no value; write --cache or --no-cache"),
        WordsCase("train faces --json=true", 64, "--json takes no value; write --json, or leave it out"),
        WordsCase("train faces --slots -1", 64, "--slots is -1; it must be a whole number from 1 to 1024"),
        WordsCase("coordinator faces --min-workers 0", 64, "--min-workers is 0; it must be"),
        WordsCase("worker tcp://127.0.0.1:7070 --slots -2", 64, "--slots is -2; it must be"),
        WordsCase("worker tcp://127.0.0.1:7070 --reconnect-timeout -1", 64, "--reconnect-timeout is -1; it must be"),
        WordsCase("worker 127.0.0.1:7070", 64, "it does not begin with tcp://, as tcp://127.0.0.1:7070 does"),
        WordsCase("worker http://127.0.0.1:7070", 64, "it does not begin with tcp://, as tcp://127.0.0.1:7070 does"),
        WordsCase(
            "coordinator faces --bind 127.0.0.1:0", 64, "it does not begin with tcp://, as tcp://127.0.0.1:0 does"),
        WordsCase(
            "evaluate run faces --split valid", 64,
            "--split is valid; it must be train, validation or test; did you mean 'validation'?"),
        WordsCase("data summary faces --validation-fraction -1", 64, "--validation-fraction is -1.0; it must be"),
        WordsCase("data synthesize --out drawn --count -5", 64, "--count is -5; it must be a whole number from 14"),
        WordsCase("bench step --steps -1", 64, "--steps is -1; it must be a whole number from 1 to 10000"),
        WordsCase("bench exchange --workers 0", 64, "--workers is 0; it must be"),
        WordsCase("bench scaling --pace x", 64, "--pace is x; it must be milliseconds"),
        WordsCase("train ''", 64, "an argument after 'train' is empty"),
        WordsCase("train faces --out ''", 64, "an argument after '--out' is empty"),
    ]

    /// Arguments in the wrong place, too many or too few.
    static let mixedUp = [
        WordsCase("train settings.yaml", 64, "is a YAML file and not a data set; give settings by --config"),
        WordsCase("train run", 64, "is a run directory and not a data set", "'chorus train --resume run'"),
        WordsCase("train run/checkpoints/best.safetensors", 64, "is a checkpoint and not a data set"),
        WordsCase("data summary face.png", 64, "is one image and not a data set", "chorus predict CHECKPOINT face.png"),
        WordsCase("train my faces", 64, "'faces' is one argument too many", "a path with spaces needs quotes"),
        WordsCase("evaluate faces run/checkpoints/best.safetensors", 64, "the checkpoint comes first"),
        WordsCase("evaluate run face.png", 64, "is one image and not a data set"),
        WordsCase("evaluate tiny.yaml faces", 64, "tiny.yaml is a YAML file and not a checkpoint"),
        WordsCase("evaluate fer-cnn faces", 64, "fer-cnn is a model without weights"),
        WordsCase("evaluate", 64, "<checkpoint> is missing: 'chorus evaluate <checkpoint> [<data> …]'"),
        WordsCase("predict face.png run/checkpoints/best.safetensors", 64, "the checkpoint comes first"),
        WordsCase("predict face.png", 64, "<images> … is missing: 'chorus predict <checkpoint> <images> …'"),
        WordsCase("inspect settings.yaml", 64, "settings.yaml is a YAML file and not a checkpoint"),
        WordsCase("worker", 64, "<tcp://host:port> is missing: 'chorus worker <tcp://host:port>'"),
        WordsCase("data synthesize drawn", 64, "--out is missing; did you mean '--out drawn'?"),
    ]

    /// Paths that do not exist, or are of another kind.
    static let paths = [
        WordsCase("train facse", 66, "facse: no such file or folder", "did you mean 'faces'?"),
        WordsCase(
            "train faces --config setings.yaml", 66, "setings.yaml: no such file", "did you mean 'settings.yaml'?"),
        WordsCase("train faces --model tniy.yaml", 66, "tniy.yaml: no such file", "did you mean 'tiny.yaml'?"),
        WordsCase("train faces --config run", 64, "run: is a folder", "this run's own is run/config.yaml"),
        WordsCase("train faces --config tiny.yaml", 64, "tiny.yaml:2: is a model", "give it by --model"),
        WordsCase(
            "train faces --model settings.yaml", 64, "settings.yaml:1: is a configuration", "give it by --config"),
        WordsCase("train faces --config table.csv", 64, "table.csv: is a table", "give it as the data set"),
        WordsCase("train faces --model ./faces", 64, "faces: is a folder; it must be a model file"),
        WordsCase("inspect run/checkpoints/bst.safetensors", 66, "did you mean 'run/checkpoints/best.safetensors'?"),
        WordsCase("evaluate nowhere faces", 66, "nowhere: no such file; a run's checkpoint is checkpoints/best"),
        WordsCase("train --resume nowhere", 66, "nowhere holds no run to resume: there is no such folder"),
        WordsCase("train --resume afile", 66, "it is a file; give the folder of a run"),
        WordsCase("train --resume run/checkpoints", 66, "it is in the folder of a run; did you mean"),
        WordsCase("train --resume run/checkpoints/best.safetensors", 66, "it is in the folder of a run; did you mean"),
        WordsCase("train --resume runs", 66, "the latest is runs/tiny-20260102-030405"),
        WordsCase("train faces --out afile", 73, "afile cannot be made: a file of that name is there"),
    ]

    /// A wrong configuration file, alone or with options.
    static let configurations = [
        WordsCase(
            "train --config options.yaml", 64, "options.yaml:1: lr is not", "'optimizer.learning_rate'?",
            options: "lr: 1"),
        WordsCase("train --config options.yaml", 64, "did you mean 'batch_size'?", options: "batch: 1"),
        WordsCase(
            "train --config options.yaml", 64, "did you mean 'optimizer.learning_rate'?", options: "learning-rate: 1"),
        WordsCase("train --config options.yaml", 64, "did you mean {path: faces}?", options: "data: faces"),
        WordsCase("train --config options.yaml", 64, "write it without quotes", options: "batch_size: \"64\""),
        WordsCase("train --config options.yaml", 64, "did you mean 'balanced'?", options: "class_weight: Balanced"),
        WordsCase("train --config options.yaml", 64, "options.yaml:2", "use spaces", options: "data:\n\tpath: faces"),
        WordsCase("train --config options.yaml", 64, "with a space after the colon", options: "epochs:1"),
        WordsCase("train --config options.yaml", 64, "write each as 'key: value'", options: "- epochs: 1"),
        WordsCase(
            "train --config options.yaml --micro-batches 8", 64, "--micro-batches is 8; it must be at most batch_size",
            options: "batch_size: 4"),
        WordsCase(
            "train --config options.yaml --batch-size 4", 64,
            "options.yaml:2: micro_batches is 8; it must be at most --batch-size, which is 4",
            options: "seed: 1\nmicro_batches: 8"),
        WordsCase(
            "train --resume run --batch-size 4", 64,
            "run/config.yaml:2: micro_batches is 8; it must be at most --batch-size"),
    ]
}
