import Checkpoints
import Configuration
import Files
import Foundation

/// Which run a checkpoint is of, and with which options that run began.
package struct CheckpointOrigin {
    /// The run's name; nil where the checkpoint has none.
    package let runID: String?
    /// The options that decide bits, by key; nil where the checkpoint is of a release that did not keep them.
    package let options: [String: String]?

    package init(runID: String, options: [String: String]) {
        self.runID = runID
        self.options = options
    }

    /// What a checkpoint says.
    ///
    /// - Throws: `CheckpointError.damaged` if it says it in a form that cannot be read.
    package init(of file: TensorFile, path: String) throws(CheckpointError) {
        runID = file.metadata["run_id"]
        guard let text = file.metadata["options"] else {
            options = nil
            return
        }
        guard file.metadata["options_sha256"] == Digest.sha256(text: text),
            let options = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        else { throw .damaged(path: path, problem: "its metadata has no readable 'options'") }
        self.options = options
    }

    /// The strings of a checkpoint's metadata. They are no part of `state_sha256`.
    package var metadata: [String: String] {
        var strings: [String: String] = [:]
        strings["run_id"] = runID
        if let options {
            let text = jsonText(options)
            strings["options"] = text
            strings["options_sha256"] = Digest.sha256(text: text)
        }
        return strings
    }

    /// Asks whether the checkpoint is of the run whose directory it lies in, and whether that run began with the
    /// options that it is to go on with.
    ///
    /// - Parameters:
    ///   - path: the checkpoint's.
    ///   - wanted: the options, as `config.yaml` has them.
    /// - Returns: what could not be checked, a line for each.
    /// - Throws: ``RunError/otherRun(checkpoint:itsRun:run:)``, or ``RunError/resumeDiffers(path:differences:)``, which
    ///   names each option.
    package func check(path: String, in directory: RunDirectory, wanted: RunConfiguration) throws(RunError) -> [String]
    {
        if let ours = directory.runID, let runID, runID != ours {
            throw .otherRun(checkpoint: path, itsRun: runID, run: ours)
        }
        guard let options else {
            return [
                "\(path) is from an earlier release and does not say which options the run began with: "
                    + "that config.yaml still has them could not be checked"
            ]
        }
        // Whoever puts another checkpoint there can also remove what would tell.
        guard directory.runID != nil else {
            throw .nothingToResume(
                path: directory.path,
                reason: "\(directory.runIDPath), which says whose checkpoints these are, is missing; put it back")
        }
        let differences = wanted.decidingDifferences(from: options).map { key, value, kept in
            value.map { "config.yaml says \(key): \($0), the run began with \(kept)" }
                ?? "the run began with \(key): \(kept), which this release of chorus does not know"
        }
        guard differences.isEmpty else { throw .resumeDiffers(path: directory.path, differences: differences) }
        return []
    }
}
