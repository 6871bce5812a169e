import Datasets
import Dispatch
public import Tensors

/// Generated faces with the seven expressions of the Kaggle facial-emotion data: a data set that needs no files.
///
/// A face is a pure function of its class, index and seed, drawn with IEEE arithmetic and ``Elementary`` alone, so
/// that every machine draws the same pixels. Head, hair, brows, eyes, nose and mouth, pose, light and noise vary.
/// Expressions of one class vary in strength, and each of their movements varies; faces of two classes may look alike.
public enum SyntheticFaces {
    /// The names of the classes, in alphabetical order. Each is the name of an expression, and of the folder with its
    /// images.
    public static let classes = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]
    /// The shape of every face: 48×48 grey pixels.
    public static let shape = ImageShape(height: FaceCanvas.side, width: FaceCanvas.side, channels: 1)
    /// The fewest faces that a data set can have: of each class one for training and one for validation.
    public static let minimumCount = 2 * classes.count
    /// The fraction of every class that is validation data, unless the caller gives another fraction.
    public static let defaultValidationFraction = 0.125

    /// The 48×48 grey pixels of a face, row by row: 0 is black. Two faces with the same index and seed but different
    /// classes show the same person in the same pose and light, with different expressions.
    public static func face(class label: Int, index: Int, seed: UInt64) -> [UInt8] {
        precondition(classes.indices.contains(label), "class \(label) of \(classes.count)")
        return FacePainter.paint(class: label, index: index, seed: seed)
    }

    /// Checks that the shape of images that a run asks for is ``shape``, the only shape in which faces can be drawn.
    ///
    /// - Throws: `DatasetError.wrongOption`.
    public static func requireShape(_ wanted: ImageShape) throws(DatasetError) {
        guard wanted != shape else { return }
        throw .wrongOption(
            name: "image_height, image_width, channels",
            reason: "generated faces are \(shape), not \(wanted): name a folder of images of your own")
    }

    /// A data set of `count` faces in all, at least ``minimumCount``. Face i is of class i mod 7. The last faces of
    /// each class are validation data. Their number is the class's number of faces times `validationFraction`, rounded,
    /// but at least one, and fewer than all faces of the class. Both splits are in order of class, then of index. A
    /// folder that ``write(to:count:seed:)`` has written is read in the same order.
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
