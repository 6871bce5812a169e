import Checkpoints
import Configuration
import Coordinator
import Datasets
import Files
import Foundation
import Networks
import Options
import PlainText
import Programs
import Run
import Terminals
import Worker

/// Describes an error in terms of the command line: options as they were typed, keys with the file that sets them, and
/// the nearest existing path for a path that does not exist.
struct ErrorWords {
    let typed: TypedArguments

    /// The error as one line for a person, in terms of the command line.
    func text(of error: any Error) -> String {
        switch error {
        case let error as ConfigurationError:
            var named = named(error)
            named.file = named.file.map(asTyped)
            return "\(named)" + (named.instead.map { advice(for: $0, file: named.file) } ?? "")
                + (error.key == nil ? adviceForMissing(named.file) : "")
        case .wrongOption(let name, _) as DatasetError:
            guard let option = option(for: "data.\(name)") else { return "\(error)" }
            return "\(error)".replacing("data.\(name)", with: option)
        case .notFound(let path) as DatasetError:
            let path = asTyped(path)
            return "\(DatasetError.notFound(path: path))\(adviceForMissing(path))"
        case .directoryExists(let path) as RunError:
            return "\(path) exists and is not empty: choose another --out, or continue it with --resume \(path)"
        case .cannotCreate(let path, let reason) as RunError:
            return "\(path) cannot be made: \(reason); choose another --out"
        case .notAllowed(let endpoint) as CoordinatorError:
            return "\(endpoint) can be reached from other machines: bind to a loopback address, or add --insecure "
                + "if everyone on that network may be trusted"
        case .workersEnded(let reason) as CoordinatorError:
            return "all workers have ended: \(reason); --resume goes on from the last step"
        case .nothingToResume(let path, _) as RunError:
            return "\(error)\(adviceForMissing(path))"
        case .noSpace as StorageError where ["train", "coordinator"].contains(typed.command.commandName):
            return "\(error)".replacing("then try again", with: "then continue the run with --resume")
        case .missing(let path) as CheckpointError:
            let advice = adviceForMissing(path)
            return "\(error)" + (advice.isEmpty ? "; a run's checkpoint is \(CheckpointStore.bestInRun) in it" : advice)
        case .resumeDiffers(let path, let differences) as RunError:
            let named = differences.map { key in
                option(for: key) ?? (key == "data.path" && !typed.positionals.isEmpty ? "DATA" : key)
            }
            let free = RunConfiguration.schema.settings(ofCommand: typed.command.commandName)
                .filter(\.mayChangeOnResume).compactMap(\.optionSpelling)
            return "\(RunError.resumeDiffers(path: path, differences: named)); "
                + "on --resume only \(free.joined(separator: ", ")) may change"
        case let error as WorkerError:
            return error.textWithOptions
        default:
            return OptionNames.inserted(into: "\(error)")
        }
    }

    /// A run makes the paths of its options absolute. Returns the path that was typed for `path`, or `path` itself if
    /// it does not come from a typed path.
    private func asTyped(_ path: String) -> String {
        let words = typed.positionals + typed.values.map(\.value)
        return words.first { URL(fileURLWithPath: $0).standardizedFileURL.path == path } ?? path
    }

    /// Whether a path may come from a configuration or recipe file: the path was not typed, and `--config` or
    /// `--recipe` was.
    private func isFromFile(_ path: String) -> Bool {
        let isTyped = (typed.positionals + typed.values.map(\.value)).contains(path)
        return !isTyped && typed.values.contains { ["--config", "--recipe"].contains($0.option) }
    }

    /// The option that was typed and sets a key; nil if no such option was typed.
    private func option(for key: String) -> String? {
        typed.names.first { RunConfiguration.schema.setting(ofOption: $0)?.key == key }
    }

    private func named(_ error: ConfigurationError) -> ConfigurationError {
        guard error.file == nil, let key = error.key else { return error }
        var named = error
        if let option = option(for: key) {
            named = named.ofOption(option)
        } else if let (file, line) = location(of: key) {
            named.file = file
            named.line = line
        }
        if let other = error.otherKey, let option = option(for: other) {
            named = named.otherKeyGivenByOption(option)
        }
        return named
    }

    /// The file and line that set a key, among the configuration and recipe files that the command line names; nil if
    /// none of them sets it.
    private func location(of key: String) -> (file: String, line: Int)? {
        let files = typed.values.compactMap { option, value in
            option == "--config" || option == "--recipe"
                ? value : option == "--resume" ? RunFile.configuration.path(in: value) : nil
        }
        for file in files {
            if let line = RunConfiguration.line(of: key, inFile: file) { return (file, line) }
        }
        return nil
    }

    /// Advice on how to pass a file that was passed as something else.
    private func advice(for instead: ConfigurationError.Instead, file: String?) -> String {
        switch instead {
        case .configuration: "; give it by --config"
        case .model: "; give it by --model" + (file.map { ", or write model: \($0) into a configuration" } ?? "")
        case .table: "; give it as the data set, without --config"
        case .recipe: "; give it by --recipe"
        }
    }

    /// Advice for a path that does not exist: the most similar name in its folder. If no name is similar and the path
    /// may come from a file, the advice says in which folder a relative path in a file begins. Empty if there is no
    /// advice.
    private func adviceForMissing(_ path: String?) -> String {
        guard let path, !FileManager.default.fileExists(atPath: path) else { return "" }
        let name = (path as NSString).lastPathComponent
        let folder = (path as NSString).deletingLastPathComponent
        let mostNames = 10_000
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder),
            names.count <= mostNames, let near = Spelling.nearest(to: name, among: names.sorted())
        else { return isFromFile(path) ? "; a relative path in a file begins at the present folder" : "" }
        return "; did you mean '\((folder as NSString).appendingPathComponent(near))'?"
    }
}
