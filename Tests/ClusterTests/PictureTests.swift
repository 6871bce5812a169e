import Foundation
import Testing

extension ClusterTests {
    /// Pictures of runs, at their end and by `chorus report`.
    @Suite struct Pictures {
        private static let whole = ["classes", "confusion", "curves", "per-class", "predictions", "reliability"]

        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
        }

        private func pictures(of run: String) throws -> [String] {
            let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.file("\(run)/plots")).sorted()
            return try #require(files.count % 2 == 0 ? files : nil, "\(files)").filter { $0.hasSuffix(".svg") }
                .map { String($0.dropLast(4)) }
        }

        @Test func aRunDrawsThemWhenItEnds() throws {
            let process = try sandbox.run("train", "--config", "small.yaml", "--workers", "1", "--out", "run")
            #expect(process.output.hasSuffix("Report: run/report.html\n"), "\(process.output)")
            #expect(process.errors.isEmpty, "\(process.errors)")
            #expect(try pictures(of: "run") == Pictures.whole)
            #expect(try sandbox.runFolder("run").bits() == SmallRun.bits())
            // A resumed run draws again, with what is new.
            let before = try String(contentsOfFile: sandbox.file("run/plots/curves.svg"), encoding: .utf8)
            #expect(before.contains(": tiny.yaml, 3 epochs, best by val_loss"))
            try sandbox.run("train", "--resume", "run", "--epochs", "4", "--quiet")
            let after = try String(contentsOfFile: sandbox.file("run/plots/curves.svg"), encoding: .utf8)
            #expect(after.contains(": tiny.yaml, 4 epochs, best by val_loss"))
        }

        @Test func whatIsAugmentedIsShown() throws {
            try sandbox.write("data: {balance: largest}\n", to: "balance.yaml")
            try sandbox.run(
                "train", "faces", "--config", "balance.yaml", "--model", "tiny.yaml", "--epochs", "1", "--workers", "0",
                "--out", "run")
            #expect(try pictures(of: "run") == ["augmented"] + Pictures.whole)
            let classes = try String(contentsOfFile: sandbox.file("run/plots/classes.svg"), encoding: .utf8)
            #expect(classes.contains(">11 + 15 = 26<"), "\(classes)")
        }

        @Test func reportDrawsThemAgain() throws {
            for name in ["one", "two"] {
                try sandbox.run("train", "--config", "small.yaml", "--epochs", "1", "--workers", "0", "--out", name)
            }
            func picture() throws -> Data {
                try Data(contentsOf: URL(fileURLWithPath: sandbox.file("one/plots/predictions.png")))
            }
            let drawn = try picture()
            try FileManager.default.removeItem(atPath: sandbox.file("one/plots"))
            let both = try sandbox.run("report", "one", "two")
            #expect(
                both.output.split(separator: "\n") == [
                    "one/plots: curves, classes, confusion, per-class, reliability, predictions", "one/report.html",
                    "two/plots: curves, classes, confusion, per-class, reliability, predictions", "two/report.html",
                    "report.html: 2 runs side by side",
                ])
            #expect(try picture() == drawn)

            let face = try sandbox.images(of: "faces/train/sad")[0]
            try FileManager.default.removeItem(atPath: face)
            let changed = try sandbox.run("report", "one")
            #expect(changed.output == "one/plots: curves\none/report.html\n")
            #expect(changed.errors.contains("faces: the images are not those that the run was trained on"))
            try FileManager.default.removeItem(atPath: sandbox.file("faces"))
            let gone = try sandbox.run("report", "one")
            #expect(gone.errors.contains("only the run's curves are drawn"), "\(gone.errors)")
        }

        @Test func whatIsNoRun() throws {
            for path in ["faces", "nowhere"] {
                let process = try sandbox.run("report", path, status: 66)
                #expect(process.errors.split(separator: "\n").count == 1)
                #expect(process.errors.contains("\(path) is not the folder of a run"), "\(process.errors)")
            }
        }

        /// A run is complete without its pictures.
        @Test func theyMayFail() throws {
            try sandbox.run("train", "--config", "small.yaml", "--epochs", "1", "--workers", "0", "--out", "run")
            try FileManager.default.removeItem(atPath: sandbox.file("run/plots"))
            try sandbox.write("", to: "run/plots")
            let process = try sandbox.run("train", "--resume", "run", "--epochs", "2")
            #expect(process.errors.contains("the run is complete, but its report is not: "), "\(process.errors)")
            #expect(try sandbox.runFolder("run").count("epochs") == 2)
            let report = try sandbox.run("report", "run", status: 73)
            #expect(report.errors.contains("run/plots"), "\(report.errors)")
        }
    }
}
