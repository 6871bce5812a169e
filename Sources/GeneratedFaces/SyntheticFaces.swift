import Datasets
import Dispatch
public import Tensors

/// Generated faces with the seven expressions of the Kaggle facial-emotion data: a data set that needs no files.
///
/// A face is a pure function of its class, index and seed, drawn with IEEE arithmetic and ``Elementary`` alone, so
/// that every machine draws the same pixels. Head, hair, brows, eyes, nose and mouth, pose, light and noise vary.
/// Expressions of one class vary in strength, and each of their movements varies; faces of two classes may look alike.
public enum SyntheticFaces {
    /// The expressions, sorted: the class names and folders.
    public static let classes = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]
    /// 48×48 grey pixels.
    public static let shape = ImageShape(height: FaceCanvas.side, width: FaceCanvas.side, channels: 1)
    /// The fewest faces of a data set: one of each class to train on and one to validate with.
    public static let minimumCount = 2 * classes.count
    /// The part of every class that is validation data, unless another is asked for.
    public static let defaultValidationFraction = 0.125

    /// The 48×48 grey pixels of a face, row by row: 0 is black. Faces of one index and seed but another class are the
    /// same person, pose and light with another expression.
    public static func face(class label: Int, index: Int, seed: UInt64) -> [UInt8] {
        precondition(classes.indices.contains(label), "class \(label) of \(classes.count)")
        return FacePainter.paint(class: label, index: index, seed: seed)
    }

    /// Checks that the wanted shape is ``shape``, the only one that can be drawn.
    ///
    /// - Throws: `DatasetError.wrongOption`.
    public static func requireShape(_ wanted: ImageShape) throws(DatasetError) {
        guard wanted != shape else { return }
        throw .wrongOption(
            name: "image_height, image_width, channels",
            reason: "generated faces are \(shape), not \(wanted): name a folder of images of your own")
    }

    /// A data set of `count` faces in all, at least ``minimumCount``. Face i is of class i mod 7. The last faces of
    /// each class are validation data: `validationFraction` of them, rounded, but at least one and not all. Both
    /// splits are in order of class, then of index, as when the folder of ``write(to:count:seed:)`` is read.
    public static func dataset(
        count: Int, seed: UInt64, validationFraction: Double = defaultValidationFraction
    ) -> Dataset {
        let plan = FacePlan(count: count, validationFraction: validationFraction)
        return Dataset(
            classes: classes, train: split(plan.train, seed: seed), validation: split(plan.validation, seed: seed))
    }

    private static func split(_ faces: [FacePlan.Face], seed: UInt64) -> Split {
        let block = PixelBlock(byteCount: faces.count * shape.count)
        DispatchQueue.concurrentPerform(iterations: faces.count) { position in
            let pixels = face(class: faces[position].label, index: faces[position].index, seed: seed)
            (block.pointer + position * shape.count).update(from: pixels, count: shape.count)
        }
        return Split(
            images: ImageStore(shape: shape, count: faces.count, block: block), labels: faces.map { UInt16($0.label) })
    }
}
