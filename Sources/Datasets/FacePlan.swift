/// Which faces a data set of `count` of them holds: face i is of class i mod 7, and the last of each class are
/// validation data.
struct FacePlan {
    struct Face {
        var label: Int
        var index: Int
    }

    /// In order of class, then of index.
    let train: [Face]
    /// In order of class, then of index.
    let validation: [Face]

    init(count: Int, validationFraction: Double) {
        precondition(count >= 0, "\(count) faces")
        precondition((0...1).contains(validationFraction), "validation fraction \(validationFraction)")
        let classes = SyntheticFaces.classes.count
        var train: [Face] = []
        var validation: [Face] = []
        for label in 0..<classes {
            let faces = stride(from: label, to: count, by: classes).map { Face(label: label, index: $0) }
            let held = Int((Double(faces.count) * validationFraction).rounded())
            train += faces.dropLast(held)
            validation += faces.suffix(held)
        }
        self.train = train
        self.validation = validation
    }
}
