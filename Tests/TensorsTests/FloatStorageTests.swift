import Tensors
import Testing

@Suite struct FloatStorageTests {
    @Test(arguments: [0, 1, 15, 16, 17, 1000, 1_048_576])
    func startsAlignedAndZero(count: Int) {
        let storages = (0..<4).map { _ in FloatStorage(count: count) }
        for storage in storages {
            #expect(UInt(bitPattern: storage.pointer) % UInt(FloatStorage.alignment) == 0)
            #expect(storage.count == count)
            #expect(storage.buffer.count == count)
            #expect(storage.buffer.allSatisfy { $0 == 0 })
        }
    }

    @Test func copiesAndClears() {
        let one = FloatStorage(count: 100)
        for i in 0..<100 { one.pointer[i] = Float(i) }
        let other = FloatStorage(count: 100)
        other.copy(from: one)
        one.clear()
        #expect(Array(other.buffer) == (0..<100).map(Float.init))
        #expect(one.buffer.allSatisfy { $0 == 0 })
    }

    @Test func shapesCount() {
        #expect(ImageShape(height: 48, width: 47, channels: 3).count == 6768)
        #expect(ImageShape(height: 48, width: 47, channels: 3).description == "48×47×3")
        #expect(Tensor(shape: [], values: [1]).shape.isEmpty)
        let values: [Float] = [1, 2, 3, 4, 5, 6]
        #expect(Tensor(shape: [2, 3], values: values) != Tensor(shape: [3, 2], values: values))
    }
}
