/// Which faces a data set has: face i is of class i mod 7. The last faces of each class are validation data, and the
/// faces before them are training data. Each class has at least one face of each kind.
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
        precondition(count >= SyntheticFaces.minimumCount, "\(count) faces")
        precondition(validationFraction > 0 && validationFraction < 1, "validation fraction \(validationFraction)")
        let classes = SyntheticFaces.classes.count
        var train: [Face] = []
        var validation: [Face] = []
        for label in 0..<classes {
            let faces = stride(from: label, to: count, by: classes).map { Face(label: label, index: $0) }
            let share = Int((Double(faces.count) * validationFraction).rounded())
            let held = min(max(share, 1), faces.count - 1)
            train += faces.dropLast(held)
            validation += faces.suffix(held)
        }
        self.train = train
        self.validation = validation
    }
}
