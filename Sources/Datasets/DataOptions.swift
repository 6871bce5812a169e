import Files
public import Tensors

/// How a data set is read.
public struct DataOptions: Sendable, Hashable {
    /// Rows of pixels that every image is resized to, 1…4,096.
    public var imageHeight: Int
    /// Pixels in a row that every image is resized to, 1…4,096.
    public var imageWidth: Int
    /// 1 for grey, 3 for RGB.
    public var channels: Int
    /// The fraction of each class's training images that is held out for validation if the data has no validation
    /// images. At least 0, which holds out none, and below 1.
    public var validationFraction: Double
    /// Whether unreadable files and rows are left out and counted. If not, the first unreadable one is an error.
    public var skipUnreadable: Bool
    /// The seed that decides which images are held out for validation.
    public var seed: UInt64

    /// Options; the defaults are those of a run's configuration.
    public init(
        imageHeight: Int = 48, imageWidth: Int = 48, channels: Int = 1, validationFraction: Double = 0.1,
        skipUnreadable: Bool = false, seed: UInt64 = 0
    ) {
        self.imageHeight = imageHeight
        self.imageWidth = imageWidth
        self.channels = channels
        self.validationFraction = validationFraction
        self.skipUnreadable = skipUnreadable
        self.seed = seed
    }

    /// The shape of every image read.
    public var shape: ImageShape { ImageShape(height: imageHeight, width: imageWidth, channels: channels) }

    func check() throws(DatasetError) {
        try shape.checkAsTarget()
        guard validationFraction >= 0, validationFraction < 1 else {
            throw .wrongOption(name: "validation_fraction", reason: "\(validationFraction) is not in 0 ..< 1")
        }
    }
}

extension ImageShape {
    /// The largest height, and the largest width, that images are resized to, in pixels.
    private static let largestSide = 4096

    /// Checks that images can be resized to this shape.
    func checkAsTarget() throws(DatasetError) {
        for (name, side) in [("image_height", height), ("image_width", width)] {
            guard (1...ImageShape.largestSide).contains(side) else {
                throw .wrongOption(name: name, reason: "\(side) is not in 1…\(ImageShape.largestSide)")
            }
        }
        guard channels == 1 || channels == 3 else {
            throw .wrongOption(name: "channels", reason: "\(channels) is neither 1 (grey) nor 3 (RGB)")
        }
    }

    /// The number of bytes of `count` images of this shape. Throws if this machine or process lacks the memory for
    /// them.
    ///
    /// - Parameter option: the option that the error names, for the user to choose a smaller value.
    func byteCount(ofImages count: Int, decidedBy option: String = "image_height") throws(DatasetError) -> Int {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: self.count)
        let memory = MemoryLimit.total
        let smaller = option == "image_height" ? "a smaller size" : "smaller numbers"
        guard !overflow, bytes < memory else {
            throw .wrongOption(
                name: option,
                reason: "\(count) images of \(self) do not fit in this machine's \(memory >> 20) MiB of memory; "
                    + "choose \(smaller)")
        }
        // Twice the bytes: the images as they are read, and copies of them where some are held out for validation.
        guard MemoryLimit.canAllocate(2 * bytes) else {
            throw .wrongOption(
                name: option,
                reason:
                    "\(count) images of \(self) take \(2 * bytes >> 20) MiB, more than this process may have; raise "
                    + "ulimit -v or choose \(smaller)")
        }
        return bytes
    }
}
