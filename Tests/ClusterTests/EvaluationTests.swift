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
            let text = try sandbox.run("evaluate", "run", "faces").output
            #expect(text.contains("Accuracy on all images: "))
            #expect(text.contains("faces has no test or validation images: all are scored, also any that the model"))
            // Without data it uses generated faces.
            #expect(try evaluation(of: "run") == Scored(split: "validation", images: 700))
        }

        @Test func aSplitThatIsNotThere() throws {
            try train("faces", out: "run")
            try sandbox.expectFailure(
                ["evaluate", "run", "faces", "--split", "test"], status: 65, says: "faces", "no images", "'test'")
        }

        /// Data without splits: `evaluate` uses the run's own validation images, by itself if the data are the run's.
        @Test(arguments: [[], ["--balance", "largest"]])
        func whatTheRunHeldOut(balance: [String]) throws {
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation"))
            try train(["faces/train", "--validation-fraction", "0.2", "--seed", "11"] + balance, out: "run")
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
            let byDefault = try json(of: "run", "faces/train")
            #expect(byDefault["cross_entropy"] as? Double == crossEntropy)
            #expect(byDefault["split"] as? String == "validation")
            let remark = "was trained on faces/train: only the 32 images that it held out for validation are scored"
            #expect((byDefault["remarks"] as? [String])?.contains { $0.contains(remark) } == true)
            try FileManager.default.removeItem(atPath: sandbox.images(of: "faces/train/sad")[0])
            #expect(try evaluation(of: "run", "faces/train") == Scored(split: "all images", images: 166))
        }

        /// Classes without images, and images that are all training images.
        @Test func whatSaysLittle() throws {
            try train("faces", out: "run")
            let text = try sandbox.run("evaluate", "run", "faces").output
            #expect(text.contains("None of the 28 images is a training image"), "\(text)")
            #expect(!text.contains("No images of class"))
            try FileManager.default.createDirectory(
                atPath: sandbox.file("same/validation"), withIntermediateDirectories: true)
            for (split, name) in [("train", "sad"), ("train", "fear"), ("validation", "sad")] {
                try FileManager.default.createDirectory(
                    atPath: sandbox.file("same/\(split)"), withIntermediateDirectories: true)
                try FileManager.default.copyItem(
                    atPath: sandbox.file("faces/validation/\(name)"), toPath: sandbox.file("same/\(split)/\(name)"))
            }
            let same = try sandbox.run("evaluate", "run", "same").output
            #expect(same.contains("All 4 images are also training images"), "\(same)")
            #expect(
                same.contains("No images of class 'angry', 'disgust', 'fear', 'happy', 'neutral', 'surprise': zeros"))
            #expect(same.contains(#/angry +– +–/#))
            let json = try json(of: "run", "same")
            #expect(json["without_training_images"] == nil && json["also_training_images"] as? Int == 4)
        }

        /// The report is shown although the table cannot be written, and a wrong name costs no computation.
        @Test func tablesThatCannotBeWritten() throws {
            try train("faces", out: "run")
            for (path, says) in [
                ("run/checkpoints/best.safetensors", "must be a file whose name ends in .csv"),
                ("-", "must be a file whose name ends in .csv"),
                ("run/history.csv", "exists and is not such a table"),
            ] {
                let before = FileManager.default.contents(atPath: sandbox.file(path))
                try sandbox.expectFailure(
                    ["evaluate", "run", "faces", "--predictions", path], status: 64, says: "--predictions is \(path)",
                    says)
                #expect(FileManager.default.contents(atPath: sandbox.file(path)) == before)
            }
            try sandbox.expectFailure(
                ["evaluate", "run", "none", "--predictions", "none/p.csv"], status: 73,
                says: "cannot write none/p.csv: No such file or directory; check the folder")
            let full = try sandbox.startScript(
                "(ulimit -f 1; \"$1\" evaluate run faces --predictions p.csv; echo \"ended with $?\") | cat")
            #expect(try full.wait() == .exited(0))
            #expect(full.output.contains("Accuracy on validation"), "\(full.output)")
            #expect(full.output.hasSuffix("ended with 74\n"), "\(full.output)")
            #expect(full.errors.contains("cannot write p.csv: File too large"), "\(full.errors)")
            // Its own table is replaced.
            for _ in 0..<2 { try sandbox.run("evaluate", "run", "faces", "--predictions", "p.csv") }
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
            try train(arguments, out: out)
        }

        private func train(_ arguments: [String], out: String) throws {
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
