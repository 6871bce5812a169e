import Configuration
import Options
import Testing
import TestKit
import Training

@Suite struct RulesThatAreOffTests {
    @Test(arguments: ["null", "~", "none", ""])
    func aRuleMayBeNull(word: String) throws {
        let yaml = "reduce_lr_on_plateau: \(word)\nearly_stopping: \(word)\n"
        let configuration = try RunConfiguration(yaml: yaml, file: "null.yaml")
        #expect(configuration.plateau == nil && configuration.earlyStopping == nil)
        let written = configuration.yaml()
        #expect(written.contains("\nreduce_lr_on_plateau: null\nearly_stopping: null\n"))
        #expect(try RunConfiguration(yaml: written, file: "written.yaml") == configuration)
        #expect(configuration.decidingOptions["early_stopping.patience"] == "null")
        #expect(
            configuration.differences(from: RunConfiguration()) == ["reduce_lr_on_plateau", "early_stopping"])
    }

    @Test func aRuleThatWasNullBeginsWithItsDefaults() throws {
        var configuration = RunConfiguration()
        (configuration.plateau, configuration.earlyStopping) = (nil, nil)
        try configuration.set(try #require(RunConfiguration.schema["early_stopping.patience"]), to: "3")
        #expect(configuration.earlyStopping?.patience == 3 && configuration.earlyStopping?.monitor == .loss)
        #expect(configuration.plateau == nil)
        let folder = TemporaryFolder()
        try configuration.read(file: folder.write("reduce_lr_on_plateau: {}".utf8, to: "run.yaml"))
        #expect(configuration.plateau == ReduceLROnPlateau.Options())
    }
}
