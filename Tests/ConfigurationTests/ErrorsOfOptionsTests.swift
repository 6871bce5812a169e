import Configuration
import Foundation
import Networks
import Options
import Testing
import TestKit
import Training

/// Errors of values from elsewhere than a file.
@Suite struct ErrorsOfOptionsTests {
    /// An error names the option of the command line that gave a value; null is not a value there.
    @Test(arguments: [
        ("epochs", "three", "--epochs is three; it must be a whole number from 0 to 65535"),
        ("epochs", "-3", "--epochs is -3; it must be a whole number from 0 to 65535"),
        (
            "cluster.workers", "null",
            "--epochs is null; it must be a whole number from 0 to 1024, "
                + "or none for as many as cores, at most one for each micro-batch"
        ),
        (
            "class_weight", "Balanced",
            "--epochs is Balanced; it must be none or balanced; weights by class go into the configuration file; "
                + "did you mean 'balanced'?"
        ),
        ("optimizer.learning_rate", "2", "--epochs is 2.0; it must be a number above 0.0 and at most 1.0"),
        ("optimizer.learning_rate", "0.5", nil), ("model", "anything", nil),
    ])
    func valuesOfOptions(key: String, text: String, message: String?) throws {
        let setting = try #require(RunConfiguration.schema[key])
        var configuration = RunConfiguration()
        do throws(ConfigurationError) {
            try configuration.set(setting, to: text)
            #expect(message == nil && configuration != RunConfiguration())
        } catch {
            #expect(error.key == key)
            #expect(error.ofOption("--epochs").description == message)
            #expect(configuration == RunConfiguration())
        }
    }

    /// The kind of a wrong file is a value, so that the command line can name the option for it.
    @Test func noErrorNamesAnOption() throws {
        let model = try #require(throws: ConfigurationError.self) {
            try RunConfiguration(yaml: "layers: []", file: "m.yaml")
        }
        #expect(model.instead == .model)
        let configuration = try #require(throws: ConfigurationError.self) {
            try ModelSpec(yaml: "optimizer: {name: adam}", file: "c.yaml")
        }
        #expect(configuration.instead == .configuration)
        #expect(
            configuration.description == "c.yaml:1: is a configuration and not a model, as it has no layers")
        for error in [model, configuration] { #expect(!error.description.contains("--")) }
        for name in ["gpu", "momentum", "dropout"] {
            guard case .note(let text) = FamiliarNames.meaning(of: name) else {
                Issue.record("\(name) has no note")
                continue
            }
            #expect(!text.contains("--"))
        }
    }

    @Test func bothKeysOfAProblemCanBeOptions() throws {
        var configuration = RunConfiguration()
        configuration.batchSize = 4
        configuration.microBatches = 8
        let error = try #require(throws: ConfigurationError.self) { try configuration.validate() }
        #expect(
            error.ofOption("--micro-batches").otherKeyGivenByOption("--batch-size").description
                == "--micro-batches is 8; it must be at most --batch-size, which is 4")
        configuration = RunConfiguration()
        configuration.verify = 1
        configuration.cluster.allowMixed = true
        let mixed = try #require(throws: ConfigurationError.self) { try configuration.validate() }
        #expect(
            mixed.ofOption("--verify-every").otherKeyGivenByOption("--allow-mixed").description
                == "--verify-every compares bytes, and --allow-mixed admits workers that compute other bytes: "
                + "leave out one of the two")
    }

    @Test func theLineOfAKeyIsFound() throws {
        let folder = TemporaryFolder()
        let path = folder.write("epochs: 3\noptimizer:\n  beta_1: 0.9\n".utf8, to: "run.yaml")
        #expect(RunConfiguration.line(of: "optimizer.beta_1", inFile: path) == 3)
        #expect(RunConfiguration.line(of: "epochs", inFile: path) == 1)
        #expect(RunConfiguration.line(of: "seed", inFile: path) == nil)
        #expect(RunConfiguration.line(of: "seed", inFile: path + ".not") == nil)
    }

    @Test func settingsFromElsewhereHaveNoFile() throws {
        var configuration = RunConfiguration()
        configuration.plateau?.factor = 1
        let error = try #require(throws: ConfigurationError.self) { try configuration.validate() }
        #expect(error.description == "reduce_lr_on_plateau.factor is 1.0; it must be a number above 0.0 and below 1.0")
        configuration = RunConfiguration()
        configuration.classWeight = .perClass(["sad": .nan])
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
        configuration = RunConfiguration()
        configuration.data.path = ""
        #expect(throws: ConfigurationError.self) { try configuration.validate() }
    }
}
