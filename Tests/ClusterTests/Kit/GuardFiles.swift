import Foundation
import Testing

/// The digests that `scripts/goldens/guards.py` has stored, of runs and of run directories that it has kept.
struct GuardFiles: Decodable {
    /// A run and its commands.
    struct Run: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let commands: [[String]]
        let digests: Digests

        var testDescription: String { name }
    }

    /// A kept run directory, and the run that resumes it.
    struct Kept: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let resume: [String]
        let digests: Digests

        var testDescription: String { name }
    }

    /// The digests of a run. `counters` is the text that `state_sha256` covers beside the tensors.
    struct Digests: Decodable, Sendable {
        let weights: String
        let best: String
        let state: String
        let counters: String

        private enum CodingKeys: String, CodingKey {
            case weights = "weights_sha256"
            case best = "best_weights_sha256"
            case state = "state_sha256"
            case counters = "counters"
        }
    }

    let runs: [Run]
    let kept: [Kept]

    static let folder = Bundle.module.resourceURL!.appendingPathComponent("Goldens").path

    static let noted = try! JSONDecoder().decode(
        GuardFiles.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/guards.json")))
}

extension Sandbox {
    /// Copies the pictures and models of the guards.
    func makeGuardFiles() throws {
        for name in ["pictures", "models"] {
            try FileManager.default.copyItem(atPath: "\(GuardFiles.folder)/\(name)", toPath: file(name))
        }
    }

    /// Copies a kept run directory to `run`.
    func makeKeptRun(_ name: String) throws {
        try FileManager.default.copyItem(atPath: "\(GuardFiles.folder)/kept/\(name)", toPath: file("run"))
        let options = contents(of: file("run/config.yaml"))
        try #require(options.contains("/GOLDENS/"))
        try write(options.replacing("/GOLDENS/", with: path + "/"), to: "run/config.yaml")
    }
}
