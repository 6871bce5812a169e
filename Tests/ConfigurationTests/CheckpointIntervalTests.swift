import Configuration
import Testing

@Suite struct CheckpointIntervalTests {
    @Test(
        arguments: [
            ("1", .steps(1)), ("250", .steps(250)), ("90s", .seconds(90)), ("15m", .seconds(900)),
            ("2h", .seconds(7200)),
            ("60s", .seconds(60)),
        ] as [(String, CheckpointInterval)])
    func readsStepsAndTimes(text: String, interval: CheckpointInterval) throws {
        #expect(CheckpointInterval(text) == interval)
        #expect(try RunConfiguration(yaml: "checkpoint_every: \(text)", file: "f").checkpointEvery == interval)
        #expect(CheckpointInterval("\(interval)") == interval)
    }

    @Test func writesTheLargestEvenUnit() {
        #expect("\(CheckpointInterval.seconds(7200))" == "2h")
        #expect("\(CheckpointInterval.seconds(5400))" == "90m")
        #expect("\(CheckpointInterval.seconds(61))" == "61s")
        #expect("\(CheckpointInterval.steps(60))" == "60")
    }

    @Test(arguments: ["0", "-1", "+1", "1.5", "5d", "m", "5 m", "0s", "", "9999999999", "9999999999999999999h", "1_0"])
    func refusesAnythingElse(text: String) {
        #expect(CheckpointInterval(text) == nil)
        let error = #expect(throws: ConfigurationError.self) {
            try RunConfiguration(yaml: "checkpoint_every: '\(text)'", file: "f")
        }
        #expect(error.map { "\($0)" }?.contains("a number of steps from 1, or a time like 90s, 15m or 1h") == true)
    }

    @Test func aQuotedNumberIsAText() {
        #expect(throws: ConfigurationError.self) { try RunConfiguration(yaml: "checkpoint_every: '5'", file: "f") }
    }
}
