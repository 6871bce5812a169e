/// Why a run cannot start or go on.
public enum RunError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The run has diverged: a gradient, an update of the weights, an output or a loss is infinite or not a number.
    /// `layer` says which, for instance `the gradient of conv2d_1`.
    case notFinite(epoch: Int, step: Int, layer: String)
    /// The directory for a new run exists and is not empty.
    case directoryExists(path: String)
    /// The directory for a new run cannot be made.
    case cannotCreate(path: String, reason: String)
    /// At this path there is no run, or no run that can be resumed. `reason` says why.
    case nothingToResume(path: String, reason: String)
    /// The run to resume was started with other options or images, or with another model.
    case resumeDiffers(path: String, differences: [String])
    /// A checkpoint in a run's directory was written by another run.
    case otherRun(checkpoint: String, itsRun: String, run: String)
    /// The run to resume began with a program that computes other bits. `now` is the numerics fingerprint of this
    /// program, `before` that of the program that the run began with.
    case otherNumerics(now: String, before: String)

    /// The checkpoint to start from has no kernel with the name and shape of a kernel of this model.
    case nothingToTake(path: String)
    /// A frozen layer would keep its random initial weights, since the checkpoint to start from has no weights for this
    /// layer.
    case frozenAtRandom(layer: String, path: String)

    /// The error as one line for a person.
    public var description: String {
        switch self {
        case .notFinite(let epoch, let step, let layer):
            "epoch \(epoch), step \(step): \(layer) is not finite: the run has diverged; "
                + "the last checkpoint is kept; start again with a lower learning rate"
        case .directoryExists(let path):
            "\(path) exists and is not empty: choose another folder, or resume the run in it"
        case .cannotCreate(let path, let reason):
            "\(path) cannot be made: \(reason); choose another folder"
        case .nothingToResume(let path, let reason):
            "\(path) holds no run to resume: \(reason)"
        case .resumeDiffers(let path, let differences):
            "\(path) was started differently: \(differences.joined(separator: "; "))"
        case .otherRun(let checkpoint, let itsRun, let run):
            "\(checkpoint) is of run \(itsRun), and this directory is that of run \(run): put the run's own checkpoint "
                + "back, or resume the other run in its own directory"
        case .nothingToTake(let path):
            "init: \(path) has no kernel with the name and shape of a kernel of this model: choose a checkpoint of a "
                + "similar model"
        case .frozenAtRandom(let layer, let path):
            "freeze: \(layer) would keep its random weights, since \(path) has no weights for it: leave this "
                + "layer out, or choose another checkpoint for init"
        case .otherNumerics(let now, let before):
            "this program computes other bits than the one that the run began with (numerics fingerprint "
                + "\(now.prefix(12)), before \(before.prefix(12))): resume with the same release of chorus, or add "
                + "cluster.allow_mixed to give up reproducible results"
        }
    }
}
