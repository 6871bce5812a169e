import Foundation
import SwiftProtobuf

extension EventRecord {
    /// An event with a number, which TensorBoard shows as a point of the curve `tag`.
    package static func scalar(_ tag: String, _ value: Float, step: Int, time: Double) -> EventRecord {
        let tensor = WireTensor.with {
            $0.dtype = .dtFloat
            // A tensor without dimensions is a single number.
            $0.tensorShape = WireTensorShape()
            $0.tensorContent = withUnsafeBytes(of: value.bitPattern.littleEndian) { Data($0) }
        }
        return self.tensor(tag, tensor, plugin: "scalars", step: step, time: time)
    }

    /// An event with a picture, given as the bytes of a PNG file. The result is nil if the bytes are not a PNG file.
    ///
    /// - Parameter description: a text that TensorBoard shows beside the picture.
    package static func image(
        _ tag: String, png: [UInt8], description: String = "", step: Int, time: Double
    ) -> EventRecord? {
        guard let size = PNGSize(png) else { return nil }
        let values = [Array("\(size.width)".utf8), Array("\(size.height)".utf8), png]
        let tensor = WireTensor.with {
            $0.dtype = .dtString
            $0.tensorShape = .with { $0.dim = [.with { $0.size = Int64(values.count) }] }
            $0.stringVal = values.map { Data($0) }
        }
        return self.tensor(
            tag, tensor, plugin: "images", description: description, step: step, time: time)
    }

    /// An event with a tensor. `plugin` is the name of the TensorBoard plugin that shows the tensor, and `content` is
    /// data for the plugin.
    static func tensor(
        _ tag: String, _ tensor: WireTensor, plugin: String, content: [UInt8] = [], description: String = "", step: Int,
        time: Double
    ) -> EventRecord {
        let value = WireSummary.Value.with {
            $0.tag = tag
            $0.tensor = tensor
            $0.metadata = .with {
                $0.pluginData = .with {
                    $0.pluginName = plugin
                    $0.content = Data(content)
                }
                $0.summaryDescription = description
            }
        }
        return EventRecord(.summary(.with { $0.value = [value] }), step: step, time: time)
    }
}

/// The size of a PNG picture in pixels.
private struct PNGSize {
    let width: Int
    let height: Int

    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    private static let header = Array("IHDR".utf8)

    /// Reads the size from the header of a PNG file; nil if the bytes are not a PNG file.
    init?(_ png: [UInt8]) {
        guard png.count >= 24, png.starts(with: PNGSize.signature), png[12..<16].elementsEqual(PNGSize.header) else {
            return nil
        }
        func number(at index: Int) -> Int { png[index..<index + 4].reduce(0) { $0 << 8 | Int($1) } }
        width = number(at: 16)
        height = number(at: 20)
    }
}
