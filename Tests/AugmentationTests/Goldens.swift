import Augmentation
import Foundation
import Tensors

/// What Keras and Pillow make of small pictures, written by scripts/goldens/augmentation.py.
struct Goldens {
    /// One result of the references.
    struct Case: CustomStringConvertible, Sendable {
        let pixels: [UInt8]
        let shape: ImageShape
        let transforms: [Step]
        let expected: [Float]

        var description: String { "\(shape): \(transforms)" }

        /// The result of this program, before it is rounded to 8 bits.
        func result() -> [Float] {
            let image = WorkingImage(shape: shape)
            image.load(pixels)
            for transform in transforms { transform.apply(to: image) }
            return Array(UnsafeBufferPointer(start: image.values, count: shape.count))
        }
    }

    /// A transform with given parameters.
    struct Step: Decodable, Sendable {
        let kind: String
        private let rotation, row_shift, column_shift, shear, row_zoom, column_zoom, factor: Double?
        private let fill: FillMode?
        private let axis: Flip.Axis?

        func apply(to image: WorkingImage) {
            switch kind {
            case "affine":
                var parameters = Affine.Parameters()
                parameters.rotation = rotation ?? 0
                parameters.rowShift = row_shift ?? 0
                parameters.columnShift = column_shift ?? 0
                parameters.shear = shear ?? 0
                parameters.rowZoom = row_zoom ?? 1
                parameters.columnZoom = column_zoom ?? 1
                var affine = Affine(fillMode: fill ?? .nearest)
                affine.fillValue = 37
                affine.apply(parameters, to: image)
            case "flip":
                var flip = Flip()
                flip.axis = axis ?? .horizontal
                flip.apply((), to: image)
            case "brightness": Brightness().apply(Float(factor ?? 1), to: image)
            case "contrast": Contrast().apply(Float(factor ?? 1), to: image)
            default: preconditionFailure("no transform '\(kind)'")
            }
        }
    }

    static func cases() throws -> [Case] {
        let folder = Bundle.module.bundleURL.appendingPathComponent("Goldens")
        let document = try JSONDecoder().decode(
            Document.self, from: Data(contentsOf: folder.appendingPathComponent("augmentation.json")))
        var bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("augmentation.bin")))[...]
        func next(_ count: Int) -> [UInt8] {
            defer { bytes = bytes.dropFirst(count) }
            return Array(bytes.prefix(count))
        }
        let pictures = document.pictures.map { picture in
            let shape = ImageShape(height: picture.shape[0], width: picture.shape[1], channels: picture.shape[2])
            return (name: picture.name, shape: shape, pixels: next(shape.count))
        }
        return document.cases.map { entry in
            let picture = pictures.first { $0.name == entry.picture }!
            let floats = next(4 * picture.shape.count).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
            return Case(
                pixels: picture.pixels, shape: picture.shape, transforms: entry.transforms, expected: floats)
        }
    }

    private struct Document: Decodable {
        struct Picture: Decodable {
            let name: String
            let shape: [Int]
        }
        struct Entry: Decodable {
            let picture: String
            let transforms: [Step]
        }
        let pictures: [Picture]
        let cases: [Entry]
    }
}

extension FillMode: Decodable {}
extension Flip.Axis: Decodable {}
