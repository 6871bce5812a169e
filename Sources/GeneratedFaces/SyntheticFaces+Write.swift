import Datasets
import Files
import Glibc

extension SyntheticFaces {
    /// Writes the faces of ``dataset(count:seed:validationFraction:)`` as PNG files in the layout of the Kaggle data:
    /// `train/<class>/<index>.png` and `validation/<class>/<index>.png`, the index in five digits or more.
    ///
    /// Creates the folder with all its parents. Throws if the folder is not empty, or cannot be written.
    public static func write(to folder: String, count: Int, seed: UInt64) throws(DatasetError) {
        try createEmptyFolder(folder)
        let plan = FacePlan(count: count, validationFraction: defaultValidationFraction)
        let digits = max(5, String(count - 1).count)
        for (name, faces) in [("train", plan.train), ("validation", plan.validation)] {
            for label in classes {
                try createFolder("\(folder)/\(name)/\(label)")
            }
            for face in faces {
                let number = String(face.index)
                let padded = String(repeating: "0", count: digits - number.count) + number
                try PNGWriter.write(
                    SyntheticFaces.face(class: face.label, index: face.index, seed: seed), shape: shape,
                    to: "\(folder)/\(name)/\(classes[face.label])/\(padded).png")
            }
        }
    }

    private static func createEmptyFolder(_ path: String) throws(DatasetError) {
        try createFolder(path)
        let entries: [FolderEntry]
        do throws(FileError) {
            entries = try folderEntries(path)
        } catch {
            throw .unwritable(path: path, reason: "\(error)")
        }
        guard entries.isEmpty else {
            throw .unwritable(path: path, reason: "the folder is not empty; give an empty or a new one")
        }
    }

    /// Creates a folder and its parents, unless they exist.
    private static func createFolder(_ path: String) throws(DatasetError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for part in path.split(separator: "/") {
            made += part
            if mkdir(made, 0o777) != 0, errno != EEXIST { throw folderError(made) }
            made += "/"
        }
    }

    private static func folderError(_ path: String) -> DatasetError {
        .unwritable(path: path, reason: String(cString: strerror(errno)))
    }
}
