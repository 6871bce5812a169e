import Checkpoints
import Configuration
import Files
import Foundation

/// The run that wrote a checkpoint, and the options that this run began with.
package struct CheckpointOrigin {
    /// The run's name; nil if the checkpoint has none.
    package let runID: String?
    /// The options that decide the bits of the weights, by key; nil if the release that wrote the checkpoint did not
    /// store them.
    package let options: [String: String]?

    package init(runID: String, options: [String: String]) {
        self.runID = runID
        self.options = options
    }

    /// Reads the origin from a checkpoint.
    ///
    /// - Throws: `CheckpointError.damaged` if the options cannot be decoded, or do not match their digest.
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

    /// The origin as entries of a checkpoint's metadata. The digest `state_sha256` does not include these entries.
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

    /// Checks that the run of `directory` wrote the checkpoint, and that the options that decide the bits of the
    /// weights are still those that the run began with.
    ///
    /// - Parameters:
    ///   - path: the path of the checkpoint.
    ///   - wanted: the options of the resumed run.
    /// - Returns: a line for the user if the checkpoint has no options to compare with; otherwise an empty list.
    /// - Throws: ``RunError/otherRun(checkpoint:itsRun:run:)``; ``RunError/resumeDiffers(path:differences:)``, which
    ///   names each option that differs; or ``RunError/nothingToResume(path:reason:)`` if the directory has lost the
    ///   run's name.
    package func check(path: String, in directory: RunDirectory, wanted: RunConfiguration) throws(RunError) -> [String]
    {
        if let ours = directory.runID, let runID, runID != ours {
            throw .otherRun(checkpoint: path, itsRun: runID, run: ours)
        }
        guard let options else {
            return [
                "\(path) is from an earlier release and does not say which options the run began with, so it "
                    + "could not be checked that \(RunFile.configuration) still has these options"
            ]
        }
        // If the directory does not have the run's name, the check must fail and not be skipped: anyone who replaces
        // the checkpoint could also remove the name.
        guard directory.runID != nil else {
            throw .nothingToResume(
                path: directory.path,
                reason: "\(directory.runIDPath), which says whose checkpoints these are, is missing; put it back")
        }
        let differences = wanted.decidingDifferences(from: options).map { key, value, kept in
            value.map { "\(RunFile.configuration) says \(key): \($0), the run began with \(kept)" }
                ?? "the run began with \(key): \(kept), which this release of chorus does not know"
        }
        guard differences.isEmpty else { throw .resumeDiffers(path: directory.path, differences: differences) }
        return []
    }
}
