import Foundation
import Testing

/// The run that faults are injected into. It has many short steps, so that a schedule fits into it, dropout, batch
/// normalization, class weights, and a last batch of three samples for four micro-batches.
enum FaultReference {
    static let stepsPerEpoch = 6
    static let steps = 78

    /// Its digests, from one worker without an interruption.
    static func bits() throws -> RunBits { try result.get() }

    private static let result = Result {
        let sandbox = try Sandbox()
        try writeFiles(to: sandbox)
        try sandbox.run("train", "--config", "faults.yaml", "--workers", "1", "--out", "run")
        let run = sandbox.runFolder("run")
        try #require(try run.count("steps") == steps)
        return try run.bits()
    }

    /// Writes `faults.yaml`, its model and its faces.
    static func writeFiles(to sandbox: Sandbox) throws {
        try sandbox.makeFaces()
        for image in try sandbox.images(of: "faces/train/disgust").prefix(4) {
            try FileManager.default.removeItem(atPath: image)
        }
        try sandbox.write(
            """
            name: small
            layers:
              - conv2d: {filters: 16, kernel_size: 3, activation: relu, kernel_regularizer: {l2: 0.001}}
              - batch_normalization: {}
              - max_pooling2d: {pool_size: 2}
              - dropout: {rate: 0.25}
              - conv2d: {filters: 32, kernel_size: 3, activation: relu}
              - batch_normalization: {}
              - max_pooling2d: {pool_size: 4}
              - flatten: {}
              - dense: {units: 64, activation: relu}
              - dropout: {rate: 0.25}
              - dense: {units: classes, activation: softmax}
            """, to: "small.yaml")
        try sandbox.write(
            """
            data: {path: faces}
            model: small.yaml
            seed: 7
            epochs: \(steps / stepsPerEpoch)
            batch_size: 32
            micro_batches: 4
            class_weight: balanced
            optimizer: {learning_rate: 1.0e-3}
            reduce_lr_on_plateau: {patience: 1}
            """, to: "faults.yaml")
    }
}
