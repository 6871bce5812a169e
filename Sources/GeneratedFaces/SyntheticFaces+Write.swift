import Datasets

extension SyntheticFaces {
    /// Writes the faces of ``dataset(count:seed:validationFraction:)`` as PNG files in the layout of the Kaggle data:
    /// `train/<class>/<index>.png` and `validation/<class>/<index>.png`, with zeros before the index, so that it has
    /// five digits, or more if there are more than 100000 faces.
    ///
    /// Creates the folder and its parents. Throws if the folder is not empty, or if it or a file cannot be written.
    public static func write(to folder: String, count: Int, seed: UInt64) throws(DatasetError) {
        try NewFolder.makeEmpty(folder)
        let plan = FacePlan(count: count, validationFraction: defaultValidationFraction)
        let digits = max(5, String(count - 1).count)
        for (name, faces) in [("train", plan.train), ("validation", plan.validation)] {
            for label in classes {
                try NewFolder.make("\(folder)/\(name)/\(label)")
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
}
