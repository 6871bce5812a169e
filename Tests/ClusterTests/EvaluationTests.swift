import Foundation
import Testing

extension ClusterTests {
    /// Which images `evaluate` uses: those of the test split, otherwise those of the validation split, otherwise all.
    @Suite struct EvaluatedSplits {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
        }

        @Test func testThenValidationThenAllImages() throws {
            try FileManager.default.copyItem(
                atPath: sandbox.file("faces/validation"), toPath: sandbox.file("faces/test"))
            try FileManager.default.removeItem(atPath: sandbox.file("faces/test/happy"))
            try train("faces", out: "run")
            #expect(try evaluation(of: "run", "faces") == Scored(split: "test", images: 24))
            try FileManager.default.removeItem(atPath: sandbox.file("faces/test"))
            #expect(try evaluation(of: "run", "faces") == Scored(split: "validation", images: 28))
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation"))
            #expect(try evaluation(of: "run", "faces") == Scored(split: "all images", images: 167))
            #expect(try evaluation(of: "run", "faces/train") == Scored(split: "all images", images: 167))
            #expect(try sandbox.run("evaluate", "run", "faces").output.contains("Accuracy on all images: "))
            // Without data it uses generated faces.
            #expect(try evaluation(of: "run") == Scored(split: "validation", images: 700))
        }

        @Test func aSplitThatIsNotThere() throws {
            try train("faces", out: "run")
            try sandbox.expectFailure(
                ["evaluate", "run", "faces", "--split", "test"], status: 65, says: "faces", "no images", "'test'")
        }

        /// Data without splits: `evaluate` uses the run's own validation images.
        @Test func whatTheRunHeldOut() throws {
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation"))
            try train("faces/train", "--validation-fraction", "0.2", "--seed", "11", out: "run")
            let summary = try sandbox.runFolder("run").summary()
            let held = try json(of: "run", "faces/train", "--split", "validation")
            let report = try #require(held["report"] as? [String: Any])
            let accuracy = try #require(report["accuracy"] as? Double)
            #expect(abs(try #require(summary["best_val_accuracy"] as? Double) - accuracy) < 1e-6)
            let crossEntropy = try #require(held["cross_entropy"] as? Double)
            let expected = try #require(summary["best_val_cross_entropy"] as? Double)
            #expect(abs(crossEntropy - expected) < 1e-5 * expected)
            // A fifth of each class: of 26, or of 11 images.
            #expect(try evaluation(of: "run", "faces/train", "--split", "validation").images == 6 * 5 + 2)
            #expect(try evaluation(of: "run", "faces/train", "--split", "train").images == 167 - (6 * 5 + 2))
        }

        /// Two of seven classes, whose labels differ from those in the full set.
        @Test func classesAreMatchedByName() throws {
            try train("faces", out: "run")
            for name in ["neutral", "surprise"] {
                try FileManager.default.createDirectory(
                    atPath: sandbox.file("two"), withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: sandbox.file("faces/validation/\(name)"), toPath: sandbox.file("two/\(name)"))
            }
            let (all, two) = try (counts(of: "faces"), counts(of: "two"))
            for (label, row) in two.enumerated() {
                #expect(row == ([4, 6].contains(label) ? all[label] : Array(repeating: 0, count: 7)))
            }
            #expect(two.joined().reduce(0, +) == 8)
        }

        private struct Scored: Equatable {
            let split: String
            let images: Int
        }

        private func train(_ arguments: String..., out: String) throws {
            let process = try sandbox.start(
                ["train"] + arguments + ["--config", "small.yaml", "--epochs", "2", "--workers", "2", "--out", out])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
        }

        private func json(of arguments: String...) throws -> [String: Any] {
            try json(of: arguments)
        }

        private func json(of arguments: [String]) throws -> [String: Any] {
            let process = try sandbox.start(["evaluate"] + arguments + ["--json"])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            return try jsonObject(process.output)
        }

        private func evaluation(of arguments: String...) throws -> Scored {
            let json = try json(of: arguments)
            let counts = try counts(in: json)
            return Scored(
                split: try #require(json["split"] as? String), images: counts.joined().reduce(0, +))
        }

        private func counts(of data: String) throws -> [[Int]] {
            try counts(in: json(of: "run", data))
        }

        private func counts(in json: [String: Any]) throws -> [[Int]] {
            let confusion = try #require(json["confusion"] as? [String: Any])
            return try #require(confusion["counts"] as? [[Int]])
        }
    }
}
