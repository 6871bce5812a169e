import Foundation
import Testing

extension ClusterTests {
    /// What `evaluate` says of one model and of several.
    @Suite struct Ensembles {
        private static let classes = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]

        let sandbox: Sandbox

        /// Two runs on the same faces, and training images among the validation images.
        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
            for (seed, image) in try sandbox.images(of: "faces/train/happy").prefix(2).enumerated() {
                try FileManager.default.copyItem(
                    atPath: image, toPath: sandbox.file("faces/validation/happy/copy-\(seed).png"))
            }
            for seed in ["0", "1"] {
                try sandbox.run(
                    "train", "faces", "--model", "tiny.yaml", "--epochs", "4", "--learning-rate", "0.01", "--seed",
                    seed, "--workers", "1", "--out", "run\(seed)")
            }
        }

        @Test func probabilitiesAreAveraged() throws {
            let single = try ["run0", "run1"].map { try table("evaluate", $0, "faces") }
            let both = try table("evaluate", "run0", "run1", "faces")
            #expect(both.count == 30)
            for (index, row) in both.enumerated() {
                #expect(row.image == single[0][index].image && row.label == single[1][index].label)
                for label in Self.classes.indices {
                    let mean = (single[0][index].probabilities[label] + single[1][index].probabilities[label]) / 2
                    #expect(abs(row.probabilities[label] - mean) < 1e-6)
                }
                let likeliest = row.probabilities.indices.max { row.probabilities[$0] < row.probabilities[$1] }
                #expect(likeliest.map { Self.classes[$0] } == row.prediction)
            }
            let json = try json("evaluate", "run0", "run1", "faces")
            let right = both.count { $0.label == $0.prediction }
            #expect((json["accuracy"] as? [String: Any])?["correct"] as? Int == right)
            let crossEntropy = both.reduce(0) { sum, row in
                sum - log(row.probabilities[Self.classes.firstIndex(of: row.label)!]) / 30
            }
            #expect(abs(try #require(json["cross_entropy"] as? Double) - crossEntropy) < 1e-5)
            #expect(try sandbox.run("evaluate", "run0", "run1", "faces").output.contains("Mean of 2 checkpoints"))
        }

        /// One twice is that one; the order of checkpoints changes nothing but the last bits.
        @Test func oneTwiceIsThatOne() throws {
            let (once, twice) = (try table("evaluate", "run0", "faces"), try table("evaluate", "run0", "run0", "faces"))
            #expect(once == twice)
            let remarks = try json("evaluate", "run0", "run0", "run0/checkpoints/best.safetensors", "faces")["remarks"]
            #expect(
                (remarks as? [String])?.suffix(2) == [
                    "run0 is named twice: it counts twice in the mean",
                    "run0/checkpoints/best.safetensors has the same weights as run0: it counts twice in the mean",
                ])
        }

        @Test func flippedImagesAreAveragedToo() throws {
            let plain = try table("evaluate", "run0", "faces")
            let flipped = try table("evaluate", "run0", "faces", "--flip")
            #expect(plain != flipped)
            #expect(try json("evaluate", "run0", "faces", "--flip")["flip"] as? Bool == true)
        }

        /// Their bits do not depend on the threads, of which there are as many as cores.
        @Test func oneCoreAndSeveral() throws {
            let all = try sandbox.run("evaluate", "run0", "run1", "faces", "--flip", "--json").output
            let one = try sandbox.start(
                after: "taskset -cp 0 $$ > /dev/null",
                [
                    "evaluate", "run0", "run1", "faces", "--flip", "--json",
                ])
            #expect(try one.wait() == .exited(0), "\(one.errors)")
            #expect(one.output == all)
        }

        @Test func whatTheJSONHas() throws {
            let json = try json("evaluate", "run0", "faces")
            let accuracy = try #require(json["accuracy"] as? [String: Any])
            let rest = try #require(json["without_training_images"] as? [String: Any])
            #expect(accuracy["images"] as? Int == 30 && rest["images"] as? Int == 28)
            #expect(json["also_training_images"] as? Int == 2)
            let (p, error) = (accuracy["value"] as? Double ?? -1, accuracy["standard_error"] as? Double ?? -1)
            #expect(abs(error - (p * (1 - p) / 30).squareRoot()) < 1e-12)
            let shares = try #require(json["confusion_shares"] as? [[Double]])
            let byClass = try #require(json["accuracy_by_class"] as? [String: Double])
            for (label, name) in Self.classes.enumerated() {
                #expect(abs(shares[label].reduce(0, +) - 1) < 1e-12 && byClass[name] == shares[label][label])
            }
            let calibration = try #require(json["calibration"] as? [String: Any])
            #expect((calibration["bins"] as? [Any])?.count == 15)
            #expect((0...1).contains(calibration["expected_calibration_error"] as? Double ?? -1))
            let confused = try #require(json["most_confused"] as? [[String: Any]])
            let wrong = confused.reduce(0) { $0 + ($1["count"] as? Int ?? 0) }
            // Twenty pairs at most.
            let allWrong = 30 - (accuracy["correct"] as? Int ?? 0)
            #expect(confused.count <= 20 && (confused.count == 20 ? wrong <= allWrong : wrong == allWrong))
            let text = try sandbox.run("evaluate", "run0", "faces").output
            #expect(text.contains("Without 2 images that are also training images"), "\(text)")
            #expect(wrong == 0 || text.contains(" is taken for "), "\(text)")
            // Training images themselves are scored.
            #expect(try self.json("evaluate", "run0", "faces", "--split", "train")["without_training_images"] == nil)
        }

        @Test func checkpointsThatDoNotFit() throws {
            try FileManager.default.moveItem(
                atPath: sandbox.file("faces/train/sad"), toPath: sandbox.file("faces/train/blue"))
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation/sad"))
            try sandbox.run("train", "faces", "--model", "tiny.yaml", "--epochs", "0", "--out", "other")
            try sandbox.expectFailure(
                ["evaluate", "run0", "other", "faces"], status: 65,
                says: "other has the class 'blue', and run0 does not")
            try sandbox.run(
                "train", "faces", "--model", "tiny.yaml", "--epochs", "0", "--image-height", "40", "--out", "small")
            try sandbox.expectFailure(
                ["evaluate", "other", "small", "faces"], status: 65, says: "small takes images of 40×48×1",
                "one image size")
        }

        private struct Row: Equatable {
            let image: String
            let label: String
            let prediction: String
            let probabilities: [Double]
        }

        private func json(_ arguments: String...) throws -> [String: Any] {
            let process = try sandbox.start(arguments + ["--json"])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            return try jsonObject(process.output)
        }

        private func table(_ arguments: String...) throws -> [Row] {
            let process = try sandbox.start(arguments + ["--predictions", "table.csv"])
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            let lines = contents(of: sandbox.file("table.csv")).split(separator: "\n")
            try #require(lines.first == "image,label,prediction,\(Self.classes.joined(separator: ","))")
            return lines.dropFirst().map { line in
                let fields = line.split(separator: ",").map(String.init)
                return Row(
                    image: fields[0], label: fields[1], prediction: fields[2],
                    probabilities: fields.dropFirst(3).compactMap(Double.init))
            }
        }
    }
}
