import Checkpoints
import Files
import Foundation
import Networks
import Tensors

/// The description of a model in a checkpoint. With it, the model can be used without the files of its run.
public struct ModelMetadata: Sendable, Hashable {
    /// The name and the layers of the model.
    public var model: ModelSpec
    /// The names of the classes, in the order of the model's outputs.
    public var classes: [String]
    /// The height, width and channels of the images that the model takes.
    public var input: ImageShape

    /// Describes a model by its layers, its classes and the size of its images.
    public init(model: ModelSpec, classes: [String], input: ImageShape) {
        self.model = model
        self.classes = classes
        self.input = input
    }

    /// Reads a description from a checkpoint.
    ///
    /// - Throws: `CheckpointError.damaged`, which names the key whose value is missing or cannot be used.
    public init(of file: TensorFile, path: String) throws(CheckpointError) {
        func unusable(_ key: String) -> CheckpointError {
            .damaged(path: path, problem: "its metadata has no readable '\(key)': it is not a checkpoint of chorus")
        }
        func value<Value: Decodable>(_ key: String, _ type: Value.Type) throws(CheckpointError) -> Value {
            do {
                return try file.decoded(type, key, path)
            } catch {
                throw unusable(key)
            }
        }
        model = try value("model", ModelSpec.self)
        classes = try value("classes", [String].self)
        let height = try value("image_height", Int.self)
        let width = try value("image_width", Int.self)
        let channels = try value("channels", Int.self)
        guard (1...65_536).contains(height), (1...65_536).contains(width) else { throw unusable("image_height") }
        guard channels == 1 || channels == 3 else { throw unusable("channels") }
        guard !classes.isEmpty, Set(classes).count == classes.count else { throw unusable("classes") }
        input = ImageShape(height: height, width: width, channels: channels)
    }

    /// The description as entries of a checkpoint's metadata.
    public var strings: [String: String] {
        [
            CheckpointFormat.key: CheckpointFormat.written, "model": jsonText(model), "classes": jsonText(classes),
            "image_height": String(input.height), "image_width": String(input.width),
            "channels": String(input.channels),
        ]
    }
}
