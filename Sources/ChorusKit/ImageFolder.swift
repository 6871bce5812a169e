import Configuration
import Datasets

/// Images to train on: a folder of class folders, or a CSV table. The table is that of FER2013, or lists the paths and
/// labels of images.
///
/// A folder has `train/<class>/…` and, if there are such images, `validation/<class>/…` and `test/<class>/…`. Or the
/// class folders lie directly in it, as `<class>/…`. Every image is decoded to grey or RGB and resized to one size. The
/// images are read when training begins.
public struct ImageFolder: Sendable, Hashable {
    let settings: DataSettings

    /// The images of a folder or table.
    ///
    /// - Parameters:
    ///   - path: the folder, or the `.csv` file.
    ///   - size: the number of rows, and of columns, of pixels that every image is resized to, 1…4096.
    ///   - channels: 1 for grey, 3 for RGB.
    ///   - validationFraction: if the data has no validation images, the fraction of each class's training images
    ///     that is used for validation.
    ///   - skipUnreadable: leaves out images that cannot be read, instead of stopping.
    /// - Throws: `DatasetError.notFound` if there is no file or folder at the path.
    public init(
        _ path: String, size: Int = 48, channels: Int = 1, validationFraction: Double = 0.1,
        skipUnreadable: Bool = false
    ) throws(DatasetError) {
        try DatasetReader.requirePath(path)
        var settings = DataSettings()
        settings.path = path
        settings.imageHeight = size
        settings.imageWidth = size
        settings.channels = channels
        settings.validationFraction = validationFraction
        settings.skipUnreadable = skipUnreadable
        self.settings = settings
    }

    private init(_ settings: DataSettings) {
        self.settings = settings
    }

    /// Generated faces of 48×48 grey pixels in 7 classes, to try the library without data.
    public static let generatedFaces = ImageFolder(DataSettings())
}
