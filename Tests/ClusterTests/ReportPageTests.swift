import Foundation
import Testing

extension ClusterTests {
    /// `report.html`: the page of a run, and one that compares runs.
    @Suite struct ReportPages {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
        }

        private func page(_ path: String) -> String { contents(of: sandbox.file(path)) }

        @Test func aRunWritesItAndReportWritesTheSame() throws {
            try sandbox.run("train", "--config", "small.yaml", "--workers", "2", "--out", "run")
            let written = page("run/report.html")
            let summary = try sandbox.runFolder("run").summary()
            for key in ["weights_sha256", "best_weights_sha256", "state_sha256"] {
                #expect(written.contains("<code>\(try #require(summary[key] as? String))</code>"), "\(key)")
            }
            #expect(written.contains("2 workers joined, 0 sessions were lost"))
            #expect(written.contains("<td>stopped: epochs</td>"))
            try FileManager.default.removeItem(atPath: sandbox.file("run/report.html"))
            try sandbox.run("report", "./run/")
            #expect(page("run/report.html") == written)
            // What the run was is data of its folder, not of the program or the time.
            try FileManager.default.removeItem(atPath: sandbox.file("run/log.jsonl"))
            try sandbox.run("report", "run")
            #expect(!page("run/report.html").contains("<td>stopped: epochs</td>"))
        }

        @Test func itsCommandTrainsToTheSameBits() throws {
            let run = "a run's folder"
            try sandbox.run("train", "--config", "small.yaml", "--epochs", "2", "--workers", "1", "--out", run)
            let line = try #require(
                page("\(run)/report.html").firstMatch(of: /<pre><code>chorus (.*)<\/code>/)?.output.1)
            #expect(line == "train --config 'a run'\\''s folder/config.yaml' --out again")
            try sandbox.run("train", "--config", "\(run)/config.yaml", "--out", "again")
            #expect(try sandbox.runFolder("again").bits() == sandbox.runFolder(run).bits())
        }

        @Test func severalRuns() throws {
            for seed in ["1", "2"] {
                try sandbox.run(
                    "train", "--config", "small.yaml", "--epochs", "1", "--workers", "0", "--seed", seed, "--out", seed)
            }
            try sandbox.run("report", "1", "2", "--out", "both.html")
            let both = page("both.html")
            #expect(both.contains(#"<th scope="row">seed</th><td>1</td><td>2</td>"#))
            #expect(both.contains("weights_sha256: different in every run."))

            let missing = try sandbox.run("report", "1", "nowhere", "2", status: 66)
            #expect(missing.output.hasSuffix("report.html: 2 runs side by side\n"), "\(missing.output)")
            #expect(missing.errors.split(separator: "\n").count == 1, "\(missing.errors)")
            #expect(missing.errors.contains("nowhere is not the folder of a run"))
            let alone = try sandbox.run("report", "1", "nowhere", "faces", status: 66)
            #expect(alone.errors.split(separator: "\n").count == 3 && alone.errors.contains("nothing to compare"))
            let own = try sandbox.run("report", "1", "2", "--out", "./1/report.html", status: 64)
            #expect(own.errors.contains("./1/report.html is the page of run 1 itself"), "\(own.errors)")
            let wrong = try sandbox.run("report", "1", "--out", "x.html", status: 64)
            #expect(wrong.errors.contains("--out names the page that compares runs"), "\(wrong.errors)")
        }
    }
}
