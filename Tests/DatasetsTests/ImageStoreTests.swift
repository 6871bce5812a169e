import Datasets
import Tensors
import Testing

@Suite struct ImageStoreTests {
    let store = ImageStore(shape: ImageShape(height: 1, width: 2, channels: 1), count: 3) { index, pixels in
        pixels[0] = UInt8(10 * index)
        pixels[1] = UInt8(10 * index + 1)
    }

    @Test func holdsOneImageAfterAnother() {
        #expect(store.count == 3)
        #expect(store.pixels(of: [1]) == [10, 11])
        #expect(store.withBytes { Array($0) } == [0, 1, 10, 11, 20, 21])
    }

    @Test func copiesAndSelectsInTheOrderAskedFor() {
        let selected = store.selecting([2, 0, 2])
        #expect(selected.count == 3)
        #expect(selected.withBytes { Array($0) } == [20, 21, 0, 1, 20, 21])
        let copied = [UInt8](unsafeUninitializedCapacity: 4) { buffer, count in
            store.copy([1, 2], to: buffer.baseAddress!)
            count = 4
        }
        #expect(copied == [10, 11, 20, 21])
    }

    @Test func countsTheImagesOfEachClass() {
        #expect(Split(images: store, labels: [2, 0, 2]).classCounts(classes: 4) == [1, 0, 2, 0])
    }
}
