import Foundation

extension TensorFile {
    /// Decodes the JSON text that the metadata has under a key.
    ///
    /// - Parameter path: the path of the file, for the error.
    /// - Throws: `CheckpointError.damaged` if the key is missing, or its text is not the JSON of a value of this type.
    public func decoded<Value: Decodable>(
        _ type: Value.Type, _ key: String, _ path: String
    ) throws(CheckpointError) -> Value {
        guard let text = metadata[key], let value = try? JSONDecoder().decode(type, from: Data(text.utf8)) else {
            throw .damaged(path: path, problem: "its metadata has no readable '\(key)'")
        }
        return value
    }
}
