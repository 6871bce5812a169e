import Datasets
import Tensors
import Testing

@Suite struct ImageIdentityTests {
    private func store(_ images: [[UInt8]], channels: Int = 1) -> ImageStore {
        let shape = ImageShape(height: 1, width: images[0].count / channels, channels: channels)
        return ImageStore(shape: shape, count: images.count) { index, target in
            target.update(from: images[index], count: images[index].count)
        }
    }

    @Test func groupsAreInTheOrderOfTheirFirstImages() {
        let images = store([[1, 2], [3, 4], [2, 1], [3, 4], [1, 2], [3, 4], [5, 5]])
        #expect(images.identicalGroups() == [[0, 4], [1, 3, 5]])
        #expect(store([[1, 2], [2, 1]]).identicalGroups().isEmpty)
    }

    @Test func imagesOfAnotherStore() {
        let pairs = store([[9, 9], [3, 4], [1, 2], [1, 2]]).images(alsoIn: store([[1, 2], [3, 4], [1, 2]]))
        #expect(pairs.map(\.image) == [1, 2, 3])
        #expect(pairs.map(\.other) == [1, 0, 0])
    }

    @Test func imagesOfOneColour() {
        let grey = store([[0, 0], [7, 7], [7, 8]]).uniformImages()
        #expect(grey.map(\.image) == [0, 1] && grey.map(\.isBlack) == [true, false])
        let colour = store([[0, 0, 0, 0, 0, 0], [1, 2, 3, 1, 2, 3], [1, 2, 3, 1, 2, 4]], channels: 3).uniformImages()
        #expect(colour.map(\.image) == [0, 1] && colour.map(\.isBlack) == [true, false])
    }
}
