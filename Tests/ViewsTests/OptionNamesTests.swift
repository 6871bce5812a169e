import Configuration
import Options
import Terminals
import Testing
import Views
import Vocabulary

/// Messages that name settings by their keys, as the command line shows them.
@Suite struct OptionNamesTests {
    @Test(arguments: OptionNames.options.sorted { $0.key < $1.key })
    func eachKeyHasItsOption(key: String, option: String) {
        #expect(RunConfiguration.schema[key]?.optionSpelling == option)
        let name = OptionNames.name(of: key)
        #expect(OptionNames.inserted(into: "leave out \(name), or wait") == "leave out \(option), or wait")
    }

    @Test func whyAWorkerWasRefusedIsToldWithOptions() {
        let event = ClusterEvent.refused(worker: "a", reason: "start the run with cluster.allow_mixed")
        #expect(event.sentence == "worker a was refused: start the run with --allow-mixed")
    }
}
