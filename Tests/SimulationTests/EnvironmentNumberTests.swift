import Foundation
import TestKit
import Testing

@Suite struct EnvironmentNumberTests {
    @Test(arguments: ["0", "-3", "", "many", "1e3", "1.5", " 7", "99999999999999999999"])
    func whatIsNoCountIsRefused(text: String) throws {
        let error = #expect(throws: EnvironmentError.self) {
            try number(of: "COUNT", from: 1, otherwise: 7, in: ["COUNT": text])
        }
        #expect(
            error?.description == "COUNT is '\(text)'; it must be a whole number from 1 on, or not be set")
    }

    @Test func whatIsSetCounts() throws {
        #expect(try number(of: "COUNT", from: 1, otherwise: 7, in: ["COUNT": "12"]) == 12)
        #expect(try number(of: "COUNT", from: 0, otherwise: 7, in: ["COUNT": "0"]) == 0)
        #expect(try number(of: "COUNT", from: 1, otherwise: 7, in: [:]) == 7)
    }

    /// Counts below one in the environment.
    @Test(arguments: [
        (["simulate", "0"], "simulate: SCHEDULES is '0'"), (["simulate", "-5"], "simulate: SCHEDULES is '-5'"),
        (["simulate", "5", "x"], "simulate: FIRST_SEED is 'x'"), (["faults", "0"], "faults: COUNT is '0'"),
        (["faults", ""], "faults: COUNT is ''"), (["fuzz", "0"], "fuzz: SECONDS_PER_TARGET is '0'"),
        (["fuzz", "1", "pgn"], "fuzz: there is no target 'pgn'"),
    ])
    func scriptsRefuse(words: [String], reason: String) throws {
        let scripts = URL(fileURLWithPath: #filePath).appending(path: "../../../scripts").standardized
        let process = Process()
        process.executableURL = scripts.appending(path: words[0])
        process.arguments = Array(words.dropFirst())
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
        #expect(said.hasPrefix(reason), "\(said)")
        #expect(said.count { $0 == "\n" } == 1, "\(said)")
    }
}
