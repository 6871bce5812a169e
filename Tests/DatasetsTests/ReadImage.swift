import Datasets
import Tensors

/// The pixels of one image file.
func readImage(path: String, shape: ImageShape) throws -> [UInt8] {
    let (images, _, failures) = try ImageList([path]).read(shape: shape)
    if let failure = failures.first { throw failure }
    return images.pixels(of: [0])
}
