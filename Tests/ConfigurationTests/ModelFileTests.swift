import Configuration
import Foundation
import Networks
import Testing
import TestKit

@Suite struct ModelFileTests {
    @Test(arguments: ModelSpec.presetNames)
    func presetsAreModels(name: String) throws {
        var configuration = RunConfiguration()
        configuration.model = name
        #expect(try configuration.modelSpec().name == name)
    }

    @Test func paddingIsApplied() throws {
        var configuration = RunConfiguration()
        let valid = try configuration.modelSpec()
        configuration.padding = .same
        #expect(try configuration.modelSpec() == valid.with(padding: .same))
        #expect(try configuration.modelSpec() != valid)
    }

    @Test func aPathIsReadAsAModelFile() throws {
        let folder = TemporaryFolder()
        let text = """
            name: small
            layers:
              - flatten: {}
              - dense: {units: classes, activation: softmax}
            """
        let path = folder.write(text.utf8, to: "model.yaml")
        var configuration = RunConfiguration()
        configuration.model = path
        let expected = ModelSpec(
            name: "small", layers: [.flatten, .dense(.init(units: .classes, activation: .softmax))])
        #expect(try configuration.modelSpec() == expected)
    }

    @Test(arguments: ["missing.yaml", "no/such/model", "missing.yml"])
    func aMissingFileIsNamed(path: String) throws {
        var configuration = RunConfiguration()
        configuration.model = path
        let error = try #require(throws: ConfigurationError.self) { try configuration.modelSpec() }
        #expect(
            error.description == "\(path): no such file; it must be a model file, YAML with a name and layers")
    }

    @Test func anErrorNamesFileLineLayerAndKey() throws {
        let text = """
            name: wrong
            layers:
              - flatten: {}
              - dense: {units: 12, activation: relu}
              - dropout: {rate: 1.5}
            """
        let error = try #require(throws: ConfigurationError.self) { try ModelSpec(yaml: text, file: "m.yaml") }
        #expect(error.description.hasPrefix("m.yaml:5: model, layer 3, key 'rate': 1.5"))
    }

    @Test func anUnknownKeySuggestsTheNearest() throws {
        let text = "name: wrong\nlayers:\n  - dense: {unit: 12}\n"
        let error = try #require(throws: ConfigurationError.self) { try ModelSpec(yaml: text, file: "m.yaml") }
        #expect(error.description.hasPrefix("m.yaml:3: model, layer 1, key 'unit'"))
        #expect(error.description.contains("'units'"))
    }

    @Test(arguments: ["", "5", "- a", "layers: []", "name: x\nlayers: 3", "name: x\nname: y", "name: {a"])
    func whatIsNoModelIsOneLine(text: String) throws {
        let error = try #require(throws: ConfigurationError.self) { try ModelSpec(yaml: text, file: "m.yaml") }
        #expect(error.description.hasPrefix("m.yaml"))
        #expect(!error.description.contains("\n"))
    }
}
