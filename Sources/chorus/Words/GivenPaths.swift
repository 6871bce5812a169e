import ArgumentParser
import Checkpoints
import Files
import Foundation
import Networks
import PlainText

/// Checks that reject a path which was given for the wrong argument.
enum GivenPaths {
    /// Rejects paths that are not a data set: a YAML file, a checkpoint, an image, a run directory.
    static func requireDataSet(_ path: String) throws {
        guard let kind = Kind(path) else { return }
        switch kind {
        case .yaml:
            throw ValidationError(
                "\(path) is a YAML file and not a data set; give settings by --config and a model by --model")
        case .checkpoint:
            throw ValidationError(
                "\(path) is a checkpoint and not a data set; 'chorus train --resume RUN' goes on with its run, and "
                    + "'chorus evaluate \(path) DATA' scores it")
        case .image:
            throw ValidationError(
                "\(path) is one image and not a data set; a data set is a folder of class folders or a CSV table, and "
                    + "'chorus predict CHECKPOINT \(path)' classifies an image")
        case .run:
            throw ValidationError(
                "\(path) is a run directory and not a data set; 'chorus train --resume \(path)' goes on with it")
        }
    }

    /// Splits paths into checkpoints and a data set. The last path is the data set, unless it is a checkpoint or the
    /// only path.
    static func checkpointsAndData(_ paths: [String]) -> (checkpoints: [String], data: String?) {
        guard paths.count > 1, let last = paths.last else { return (paths, nil) }
        switch Kind(last) {
        case .checkpoint, .run: return (paths, nil)
        case .yaml, .image, nil: return (paths.dropLast(), last)
        }
    }

    /// Whether two paths lead to the same file, perhaps through symbolic links.
    static func areSame(_ first: String, _ second: String) -> Bool {
        func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
        return real(first) == real(second)
    }

    /// Rejects a path that is clearly not a checkpoint: a checkpoint follows it, so the two arguments were swapped, or
    /// the path is a YAML file or the name of a built-in model. Any other wrong path is an error when the command reads
    /// it.
    ///
    /// - Parameters:
    ///   - others: the arguments that follow the path.
    ///   - usage: the command with its arguments in their order.
    static func requireCheckpoint(_ path: String, before others: [String], usage: String) throws {
        let kind = Kind(path)
        guard kind != .checkpoint, kind != .run else { return }
        if let checkpoint = others.first(where: { Kind($0) == .checkpoint || Kind($0) == .run }) {
            throw ValidationError("the checkpoint comes first: '\(usage)', with \(checkpoint) before \(path)")
        }
        switch kind {
        case .yaml:
            throw ValidationError(
                "\(path) is a YAML file and not a checkpoint; name a run's folder, or its \(CheckpointStore.bestInRun)")
        case nil where ModelSpec.presetNames.contains(path) && !FileManager.default.fileExists(atPath: path):
            throw ValidationError(
                "\(path) is a model without weights; name a run's folder, or its \(CheckpointStore.bestInRun)")
        case .checkpoint, .run, .image, nil: break
        }
    }

    /// The kind of an existing path; nil if there is no such path, or it is of another kind. A folder with a
    /// configuration is a run. A file's kind comes from its first bytes, or from its name if these bytes are not those
    /// of a known format.
    private enum Kind {
        case yaml, checkpoint, image, run

        init?(_ path: String) {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
            if isFolder.boolValue {
                guard FileManager.default.fileExists(atPath: RunFile.configuration.path(in: path)) else { return nil }
                self = .run
                return
            }
            let start = try? InputFile(path).start(upTo: FileFormat.length)
            if let format = start.flatMap({ FileFormat(of: $0) }) {
                guard [.png, .jpeg, .webP].contains(format) else { return nil }
                self = .image
                return
            }
            switch (path as NSString).pathExtension.lowercased() {
            case "yaml", "yml": self = .yaml
            case "safetensors": self = .checkpoint
            case "png", "jpg", "jpeg", "webp": self = .image
            default: return nil
            }
        }
    }
}
