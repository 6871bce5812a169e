import Foundation
import TestKit
import Testing

extension ClusterTests {
    /// The files for TensorBoard that runs leave.
    @Suite struct TensorBoardFiles {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
            run = sandbox.runFolder("run")
        }

        /// The paths of a folder's files, in the order in which TensorBoard reads them.
        private func files(_ folder: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: run.path + "/" + folder)
                .filter { $0.contains("tfevents") }.sorted().map { "\(run.path)/\(folder)/\($0)" }
        }

        private func events(_ path: String) throws -> [FileEvent] {
            try FileEvent.all(of: Array(try Data(contentsOf: URL(fileURLWithPath: path))))
        }

        @Test func aResumedRunShowsEachEpochOnce() throws {
            try sandbox.run("train", "--config", "small.yaml", "--epochs", "2", "--workers", "1", "--out", "run")
            // As after a crash: half a record, and none at all.
            for (folder, rest) in [("tensorboard/train", 100), ("tensorboard/validation", 0)] {
                let path = try #require(try files(folder).last)
                try sandbox.truncate(path, to: rest)
            }
            try sandbox.run("train", "--resume", "run", "--epochs", "3", "--quiet")
            #expect(try run.bits() == SmallRun.bits())

            for (split, prefix) in [("train", ""), ("validation", "val_")] {
                let files = try files("tensorboard/\(split)")
                try #require(files.count == 2)
                let events = try events(files[1])
                #expect(events[1].isStart && events[1].step == 1)
                for metric in ["loss", "accuracy", "cross_entropy"] {
                    let points = events.filter { $0.tag == "epoch_\(metric)" }
                    #expect(points.map(\.step) == [1, 2, 3], "\(split) \(metric)")
                    let column = try run.history(of: prefix + metric)
                    #expect(points.map(\.number) == column.map { Float($0) })
                }
            }
            let pictures = try events(try #require(try files("tensorboard").last)).filter { $0.plugin == "images" }
            #expect(pictures.map(\.tag) == ["confusion", "predictions"])
            for picture in pictures {
                let png = try Data(contentsOf: URL(fileURLWithPath: "\(run.path)/plots/\(picture.tag).png"))
                let best = try run.count("best_epoch")
                #expect(picture.texts.last == Array(png) && picture.step == best)
            }
        }

        /// A run needs none of them.
        @Test func theyMayFail() throws {
            try sandbox.run("train", "--config", "small.yaml", "--epochs", "2", "--workers", "0", "--out", "run")
            try FileManager.default.removeItem(atPath: run.path + "/tensorboard/train")
            try sandbox.write("", to: "run/tensorboard/train")
            let process = try sandbox.run("train", "--resume", "run", "--epochs", "3")
            let lines = process.errors.split(separator: "\n")
            #expect(
                lines == [
                    "chorus: cannot create run/tensorboard/train: Not a directory; check the folder that it is "
                        + "to be in; the run goes on without its files for TensorBoard"
                ])
            #expect(try run.bits() == SmallRun.bits())
        }
    }
}
