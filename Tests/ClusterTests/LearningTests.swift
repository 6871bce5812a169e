import Foundation
import Testing

extension ClusterTests {
    /// Correct gradients do not prove that a run learns: data, labels, order, optimizer and metrics matter too. With
    /// seven classes, a guess is right in one of seven cases.
    @Suite struct Learning {
        @Test func theClassesOfGeneratedFaces() throws {
            let sandbox = try Sandbox()
            try sandbox.run("data", "synthesize", "--out", "faces", "--count", "1050")
            try sandbox.write(
                """
                name: small
                layers:
                  - conv2d: {filters: 16, kernel_size: 3, activation: relu}
                  - max_pooling2d: {pool_size: 2}
                  - conv2d: {filters: 16, kernel_size: 3, activation: relu}
                  - max_pooling2d: {pool_size: 4}
                  - flatten: {}
                  - dense: {units: 64, activation: relu}
                  - dense: {units: classes, activation: softmax}
                """, to: "small.yaml")
            try sandbox.run(
                "train", "faces", "--model", "small.yaml", "--epochs", "10", "--batch-size", "32", "--learning-rate",
                "0.003", "--workers", "2", "--out", "run")
            let run = sandbox.runFolder("run")
            let losses = try run.history(of: "val_cross_entropy")
            let accuracies = try run.history(of: "val_accuracy")
            try #require(losses.count == 10 && accuracies.count == 10)
            // The bits decide these numbers: 124 of 133 images are right in the end.
            #expect(accuracies[9] > 0.85)
            #expect(losses[9] < losses[0] / 4)
            #expect(try run.history(of: "accuracy")[9] > 0.95)

            // The checkpoint has learnt it too: it classifies single images correctly.
            let angry = try sandbox.images(of: "faces/validation/angry").count
            let answers = try sandbox.run(
                "predict", run.checkpoint("best"), sandbox.file("faces/validation/angry"), "--csv")
            let right = answers.output.split(separator: "\n").dropFirst().count { row in
                row.split(separator: ",")[1] == "angry"
            }
            #expect(right > angry * 3 / 4, "\(right) of \(angry)")
        }
    }
}
