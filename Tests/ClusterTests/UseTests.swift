import Foundation
import Testing

extension ClusterTests {
    /// The commands for trained models and for data.
    @Suite struct Use {
        private static let classes = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]

        let sandbox: Sandbox
        let run: RunFolder
        let best: String

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            best = run.checkpoint("best")
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
            try FileManager.default.copyItem(
                atPath: sandbox.file("faces/validation"), toPath: sandbox.file("faces/test"))
            try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "10", "--learning-rate", "0.01", "--workers", "2",
                "--out", "run")
        }

        @Test func evaluate() throws {
            let text = try sandbox.run("evaluate", best, "faces").output
            #expect(text.contains("              precision    recall  f1-score   support\n"))
            for row in Use.classes + ["accuracy", "macro avg", "weighted avg", "Confusion matrix"] {
                #expect(text.contains(row), "\(text)")
            }
            let evaluation = try evaluation()
            let right = evaluation.counts.indices.reduce(0) { $0 + evaluation.counts[$1][$1] }
            #expect(evaluation.counts.joined().reduce(0, +) == 28)
            #expect(abs(evaluation.accuracy - Double(right) / 28) < 1e-12)
            #expect(text.contains("(\(right) of 28)"), "\(text)")
            let summary = try run.summary()
            let crossEntropy = try #require(summary["best_val_cross_entropy"] as? Double)
            #expect(abs(evaluation.crossEntropy - crossEntropy) < 1e-6 * crossEntropy)
            #expect(text.contains("Cross-entropy on test: " + String(format: "%.4f", crossEntropy)), "\(text)")
            // The model has no L2 term, which its loss would include.
            #expect(summary["best_val_loss"] as? Double == crossEntropy)
            for key in ["best_val_accuracy", "test_accuracy"] {
                #expect(abs(try #require(summary[key] as? Double) - evaluation.accuracy) < 1e-6)
            }
            let training = try sandbox.run("evaluate", best, "faces", "--split", "train", "--json")
            let report = try #require(try jsonObject(training.output)["report"] as? [String: Any])
            #expect((report["disgust"] as? [String: Any])?["support"] as? Int == 11)
        }

        /// Another metric selects other weights of the same run.
        @Test func bestByAccuracy() throws {
            try sandbox.write("best: {monitor: val_accuracy}\n", to: "accuracy.yaml")
            try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "10", "--learning-rate", "0.01", "--workers", "2",
                "--config", "accuracy.yaml", "--out", "other")
            let other = sandbox.runFolder("other")
            #expect(try other.summary()["weights_sha256"] as? String == run.summary()["weights_sha256"] as? String)
            #expect(try other.history() == run.history())
            for (folder, column, isBetter) in [(run, "val_loss", { $0 < $1 }), (other, "val_accuracy", { $0 > $1 })]
                as [(RunFolder, String, (Double, Double) -> Bool)]
            {
                let values = try folder.history(of: column)
                let best = values.indices.reduce(0) { isBetter(values[$1], values[$0]) ? $1 : $0 }
                #expect(try folder.count("best_epoch") == best + 1)
                #expect(try folder.summary()["best_" + column] as? Double == values[best])
            }
            #expect(try other.count("best_epoch") != run.count("best_epoch"))
        }

        @Test func predictionsAgreeWithTheEvaluation() throws {
            let evaluation = try evaluation()
            for (label, name) in Use.classes.enumerated() {
                let rows = try predictions(of: "faces/validation/\(name)")
                let counts = Use.classes.map { predicted in rows.count { $0.predicted == predicted } }
                #expect(counts == evaluation.counts[label])
                for row in rows {
                    #expect(abs(row.probabilities.reduce(0, +) - 1) < 1e-5)
                    let likeliest = row.probabilities.indices.max { row.probabilities[$0] < row.probabilities[$1] }
                    #expect(likeliest.map { Use.classes[$0] } == row.predicted)
                }
            }
        }

        @Test func predictOneFile() throws {
            let first = try #require(try predictions(of: "faces/validation/happy").first)
            let image = first.image
            let row = try #require(try predictions(of: image).first)
            #expect(row.image == image && row.predicted == first.predicted)
            #expect(zip(row.probabilities, first.probabilities).allSatisfy { abs($0 - $1) < 1e-5 })
            let text = try sandbox.run("predict", best, image).output
            #expect(text.hasPrefix("\(image): \(row.predicted)"))
            #expect(text.split(separator: "\n").count == 1)
            let json = try jsonObject(try sandbox.run("predict", best, image, "--json").output)
            let rows = try #require(json["rows"] as? [[String: Any]])
            #expect(rows.count == 1 && rows[0]["class"] as? String == row.predicted)
        }

        @Test func inspectAndInitialWeights() throws {
            try sandbox.run("train", "faces", "--epochs", "0", "--out", "initial")
            let text = try sandbox.run("inspect", sandbox.runFolder("initial").checkpoint("best")).output
            for word in ["conv2d_4", "batch_normalization_4", "dense_2", "1×1×512", "817607", "48×48×1", "fer-cnn"] {
                #expect(text.contains(word), "\(text)")
            }
            let summary = try sandbox.runFolder("initial").summary()
            #expect(summary["epochs"] as? Int == 0 && summary["steps"] as? Int == 0)
            #expect(text.contains(try #require(summary["weights_sha256"] as? String)))

            try sandbox.run("train", "faces", "--epochs", "0", "--padding", "same", "--out", "same")
            let json = try sandbox.run("inspect", sandbox.runFolder("same").checkpoint("last"), "--json").output
            #expect(try jsonObject(json)["trainable_parameters"] as? Int == 1_866_183)
        }

        @Test func checkpointsOfNoUse() throws {
            let half = sandbox.file("half.safetensors")
            try FileManager.default.copyItem(atPath: best, toPath: half)
            try sandbox.truncate(half, to: 5000)
            for command in [["evaluate", half, "faces"], ["inspect", half], ["predict", half, "faces/test/sad"]] {
                try sandbox.expectFailure(command, status: 65, says: half, "not a whole checkpoint")
            }
            let image = try sandbox.images(of: "faces/validation/sad")[0]
            try sandbox.expectFailure(["evaluate", image, "faces"], status: 65, says: image)
            try sandbox.expectFailure(["evaluate", "nowhere", "faces"], status: 66, says: "nowhere")
            try sandbox.expectFailure(["evaluate", best, "nowhere"], status: 66, says: "nowhere")
            try sandbox.expectFailure(["predict", best, "nowhere"], status: 66, says: "nowhere")
            try FileManager.default.moveItem(
                atPath: sandbox.file("faces/train/sad"), toPath: sandbox.file("faces/train/blue"))
            try sandbox.expectFailure(["evaluate", best, "faces", "--split", "train"], status: 65, says: "blue")
        }

        @Test func data() throws {
            let text = try sandbox.run("data", "summary", "faces").output
            let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(rows.contains(["disgust", "11", "4", "4"]), "\(text)")
            #expect(rows.contains(["total", "167", "28", "28"]), "\(text)")
            let counts = try jsonObject(try sandbox.run("data", "summary", "faces", "--json").output)["counts"]
            #expect((counts as? [String: [Int]])?["train"] == [26, 11, 26, 26, 26, 26, 26])

            for (name, seed) in [("first", "3"), ("second", "3"), ("third", "4")] {
                try sandbox.run("data", "synthesize", "--out", name, "--count", "70", "--seed", seed)
            }
            #expect(try contents("first") == contents("second"))
            #expect(try Set(contents("first").keys) == Set(contents("third").keys))
            #expect(try contents("first") != contents("third"))
            #expect(try contents("first").count == 70)
        }

        private struct Prediction: Equatable {
            let image: String
            let predicted: String
            let probabilities: [Double]
        }

        private func predictions(of path: String) throws -> [Prediction] {
            let lines = try sandbox.run("predict", best, path, "--csv").output.split(separator: "\n")
            try #require(lines.first == "image,class,\(Use.classes.joined(separator: ","))")
            return try lines.dropFirst().map { line in
                let fields = line.split(separator: ",").map(String.init)
                let probabilities = fields.dropFirst(2).compactMap(Double.init)
                try #require(probabilities.count == Use.classes.count)
                return Prediction(image: fields[0], predicted: fields[1], probabilities: probabilities)
            }
        }

        /// The mean of −log of the true class's probability, from the output of `predict` for each image.
        @Test func crossEntropyIsThePredictions() throws {
            var sum = 0.0
            for (label, name) in Use.classes.enumerated() {
                for row in try predictions(of: "faces/validation/\(name)") { sum -= log(row.probabilities[label]) }
            }
            #expect(abs(try evaluation().crossEntropy - sum / 28) < 1e-5)
        }

        /// Accuracy, cross-entropy and confusion counts, by true and then by predicted class.
        private func evaluation() throws -> (accuracy: Double, crossEntropy: Double, counts: [[Int]]) {
            let json = try jsonObject(
                try sandbox.run("evaluate", best, "faces", "--split", "validation", "--json").output)
            let report = try #require(json["report"] as? [String: Any])
            let confusion = try #require(json["confusion"] as? [String: Any])
            let counts = try #require(confusion["counts"] as? [[Int]])
            return (
                try #require(report["accuracy"] as? Double), try #require(json["cross_entropy"] as? Double), counts
            )
        }

        /// The bytes of all files of a folder, by path.
        private func contents(_ folder: String) throws -> [String: Data] {
            let paths = try FileManager.default.subpathsOfDirectory(atPath: sandbox.file(folder))
            return paths.filter { $0.hasSuffix(".png") }.reduce(into: [:]) { contents, path in
                contents[path] = FileManager.default.contents(atPath: sandbox.file("\(folder)/\(path)"))
            }
        }
    }
}
