import Datasets
import Foundation
import Synchronization
import Tensors
import Testing
import TestKit

/// The layouts of folders: which images end up where, and in what order.
@Suite struct DatasetReaderTests {
    private static func bytes(_ split: Split) -> [UInt8] {
        split.images.withBytes { Array($0) }
    }

    @Test func readsSplitsInTheOrderOfTheirNamesBytes() throws {
        let folder = TemporaryFolder()
        let goldens = ["b.png": "grey.png", "B.jpg": "rgb.jpg", "a.png": "rgba.png", "é.png": "palette.png"]
        for (name, golden) in goldens {
            try folder.add("train/sad/" + name, golden: golden)
        }
        try folder.add("train/Happy/1.png", golden: "1-bit.png")
        try folder.add("validation/sad/1.png", golden: "interlaced.png")
        try folder.add("test/Happy/1.png", golden: "grey.jpg")
        folder.write(Data("junk".utf8), to: "train/sad/.DS_Store")
        folder.write(Data("junk".utf8), to: "train/sad/Thumbs.db")
        folder.write(Data("junk".utf8), to: "train/README.txt")
        let options = DataOptions(imageHeight: 30, imageWidth: 20)
        let data = try folder.read(options)
        #expect(data.classes == ["Happy", "sad"])
        #expect(data.train.labels == [0, 1, 1, 1, 1])
        #expect(data.train.classCounts(classes: 2) == [1, 4])
        let names = ["train/Happy/1.png"] + ["B.jpg", "a.png", "b.png", "é.png"].map { "train/sad/" + $0 }
        let expected = try names.flatMap { try readImage(path: folder.file($0), shape: options.shape) }
        #expect(DatasetReaderTests.bytes(data.train) == expected)
        #expect(data.validation.labels == [1])
        #expect(
            try DatasetReaderTests.bytes(data.validation)
                == readImage(path: Goldens.image("interlaced.png"), shape: options.shape))
        #expect(data.test?.labels == [0])
        #expect(data.skipped == 0)
    }

    @Test func readsValAndColour() throws {
        let folder = TemporaryFolder()
        try folder.add("train/a/1.png", golden: "rgb.png")
        try folder.add("val/a/1.png", golden: "grey.png")
        let data = try folder.read(DataOptions(imageHeight: 8, imageWidth: 8, channels: 3))
        #expect(data.shape.count == 192)
        #expect(data.train.count == 1)
        #expect(data.validation.count == 1)
        #expect(data.test == nil)
    }

    @Test func aClassMayBeCalledTrain() throws {
        let folder = TemporaryFolder()
        for name in ["train/1.png", "train/2.png", "ship/1.png"] { try folder.add(name) }
        let data = try folder.read(DataOptions(validationFraction: 0))
        #expect(data.classes == ["ship", "train"])
        #expect(data.train.labels == [0, 1, 1])
        #expect(data.validation.count == 0)
    }

    @Test func holdsOutTheGoldensPlacesOfEveryClass() throws {
        struct Orders: Decodable {
            struct Class: Decodable {
                let count: Int
                let places: [Int]
            }
            let heldOut: [Class]
        }
        let classes = try Goldens.decoded(Orders.self, from: "orders.json").heldOut
        #expect(classes.map(\.count) == [12, 5, 2])
        var table = TestTable()
        for (emotion, expected) in classes.enumerated() {
            for place in 0..<expected.count { table.add(emotion, grey: 10 * emotion + place) }
        }
        let folder = TemporaryFolder()
        let path = folder.write(table.data(), to: "faces.csv")
        let data = try DatasetReader.read(path: path, options: DataOptions(validationFraction: 0.25, seed: 9))
        #expect(data.validation.classCounts(classes: 3) == [3, 1, 1])
        #expect(data.train.classCounts(classes: 3) == [9, 4, 1])
        let heldOut = (0..<data.validation.count).map { Int(data.validation.images.pixels(of: [$0])[0]) }
        let expected = classes.enumerated().flatMap { emotion, held in held.places.map { 10 * emotion + $0 } }
        #expect(heldOut == expected)
    }

    @Test func twoReadsAreEqualAndProgressEndsAtTheTotal() throws {
        let folder = TemporaryFolder()
        for index in 0..<150 {
            try folder.add("\(index % 3)/\(index).jpg", golden: index % 2 == 0 ? "rgb.jpg" : "rgba.png")
        }
        let seen = Mutex([Int]())
        let first = try DatasetReader.read(path: folder.path, options: DataOptions()) { done, total in
            #expect(total == 150)
            seen.withLock { $0.append(done) }
        }
        let second = try folder.read()
        #expect(first.train.count == 135)
        #expect(first.validation.count == 15)
        #expect(first.train.labels == second.train.labels)
        #expect(DatasetReaderTests.bytes(first.train) == DatasetReaderTests.bytes(second.train))
        #expect(DatasetReaderTests.bytes(first.validation) == DatasetReaderTests.bytes(second.validation))
        let progress = seen.withLock { $0 }
        #expect(progress == progress.sorted())
        #expect(progress.last == 150)
    }

    /// Images that were decoded before are not decoded again.
    @Test func decodedImagesAreNotDecodedAgain() throws {
        let folder = TemporaryFolder()
        for name in ["a/0.png", "a/1.jpg", "b/0.png"] { try folder.add(name, golden: "rgb." + name.suffix(3)) }
        folder.write(Data("broken".utf8), to: "b/1.png")
        let plain = try folder.read(DataOptions(skipUnreadable: true))
        let known = KnownImages()
        let dataset = try DatasetReader.read(
            path: folder.path, options: DataOptions(skipUnreadable: true), decoded: known)
        #expect(dataset.skipped == 1)
        let own = [UInt8](repeating: 7, count: 48 * 48)
        let places = [dataset.train, dataset.validation].flatMap { split in
            (0..<split.count).map { place in split.images.pixels(of: [place]) }
        }
        let plainPlaces = [plain.train, plain.validation].flatMap { split in
            (0..<split.count).map { place in split.images.pixels(of: [place]) }
        }
        #expect(places.count { $0 == own } == 1)
        #expect(zip(places, plainPlaces).count { $0 == $1 } == 2)
        #expect(
            known.calls.withLock { $0.sorted() } == ["0", "1", "2", "3", "read 4 except [3]", "will 0..<4", "will 4"])
    }

    /// It has only the second sample.
    private final class KnownImages: DecodedImages {
        let calls = Mutex([String]())

        func begin(count: Int) {
            calls.withLock { $0.append("will \(count)") }
        }

        func willRead(_ samples: Range<Int>, into target: UnsafeMutablePointer<UInt8>) {
            calls.withLock { $0.append("will \(samples)") }
        }

        func recall(_ sample: Int, of file: UnsafeRawBufferPointer, into target: UnsafeMutablePointer<UInt8>) -> Bool {
            calls.withLock { $0.append("\(sample)") }
            if sample == 1 { target.update(repeating: 7, count: 48 * 48) }
            return sample == 1
        }

        func didRead(_ images: ImageStore, except unreadable: [Int]) {
            calls.withLock { $0.append("read \(images.count) except \(unreadable)") }
        }
    }
}
