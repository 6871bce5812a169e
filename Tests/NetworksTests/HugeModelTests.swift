import Networks
import Tensors
import Testing

/// Model files and checkpoints with numbers whose product exceeds memory, or the range of Int.
@Suite struct HugeModelTests {
    private static let softmax = LayerSpec.dense(.init(units: .classes, activation: .softmax))
    private static let wide = LayerSpec.dense(.init(units: .count(1_048_576)))

    @Test(arguments: [
        ([.flatten, wide, wide, softmax], "dense_1: with it the model has"),
        ([.conv2d(.init(filters: 65_536, padding: .same)), .flatten, wide, softmax], "conv2d_1: its output has"),
        (
            [.conv2d(.init(filters: 65_536)), .conv2d(.init(filters: 65_536, kernelSize: 99)), .flatten, softmax],
            "conv2d_2: with it the model has"
        ),
    ])
    func isRefusedByTheLayerThatIsTooLarge(layers: [LayerSpec], complaint: String) {
        let side = complaint.contains("output") ? 16_384 : 120
        let image = ImageShape(height: side, width: side, channels: 1)
        let error = #expect(throws: NetworkError.self) {
            try Network(ModelSpec(name: "huge", layers: layers), input: image, classes: 7)
        }
        #expect(error?.description.hasPrefix(complaint) == true)
    }
}
