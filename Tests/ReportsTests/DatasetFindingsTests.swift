import Datasets
import Foundation
import Reports
import Tensors
import Testing

/// What `data summary` finds in a made-up data set.
@Suite struct DatasetFindingsTests {
    private static let shape = ImageShape(height: 1, width: 2, channels: 1)

    private func split(_ images: [(label: UInt16, pixels: [UInt8])], _ name: String) -> Split {
        let store = ImageStore(shape: DatasetFindingsTests.shape, count: images.count) { index, target in
            target.update(from: images[index].pixels, count: 2)
        }
        return Split(
            images: store, labels: images.map(\.label), sources: images.indices.map { "\(name)/\($0).png" })
    }

    private func summary(hasFindings: Bool) throws -> DatasetSummary {
        let rare: [(label: UInt16, pixels: [UInt8])] = [(1, [9, 8])]
        var train = (0..<11).map { (label: UInt16(0), pixels: [UInt8($0 + 10), 1]) } + rare
        var validation: [(label: UInt16, pixels: [UInt8])] = [(0, [200, 1]), (1, [201, 1])]
        if hasFindings {
            train[1].pixels = [9, 8]
            train[2].pixels = [0, 0]
            train[3].pixels = [0, 0]
            validation[1].pixels = [9, 8]
            validation[0].pixels = [7, 7]
        } else {
            train.append((1, [1, 2]))
        }
        return try DatasetSummary(
            of: Dataset(
                classes: ["common", "rare"], train: split(train, "train"), validation: split(validation, "validation"))
        )
    }

    @Test func eachFindingIsALine() throws {
        let lines = try summary(hasFindings: true).text.split(separator: "\n").suffix(5).map(String.init)
        #expect(
            lines == [
                "2 groups of identical training images, 4 images together, 1 with images of more than one class; "
                    + "for instance train/1.png and train/11.png",
                "1 of 2 validation images is also a training image; for instance validation/1.png and train/1.png",
                "2 of 14 images are black; for instance train/2.png",
                "1 of 14 images is of one colour; for instance validation/0.png",
                "class rare has 1 training image, the largest class 11",
            ])
    }

    /// A line for each finding and image; the first image of a group is kept.
    @Test func candidatesAreATable() throws {
        let findings = try summary(hasFindings: true).findings
        #expect(
            findings.candidatesCSV(in: "lists") == """
                path,label,split,finding,other,other_label
                ../train/11.png,rare,train,duplicate,../train/1.png,common
                ../train/3.png,common,train,duplicate,../train/2.png,common
                ../validation/1.png,rare,validation,in_training,../train/1.png,common
                ../train/2.png,common,train,black,,
                ../train/3.png,common,train,black,,
                ../validation/0.png,common,validation,uniform,,

                """)
        let read = try JSONDecoder().decode(DatasetFindings.self, from: JSONEncoder().encode(findings))
        #expect(read.candidates == findings.candidates && read.candidates.count == 6)
    }

    /// A table that lists a file twice.
    @Test func oneFileTwice() throws {
        let images = split([(0, [1, 2]), (0, [1, 2]), (1, [3, 4])], "train")
        let twice = Split(images: images.images, labels: images.labels, sources: ["a.png", "a.png", "b.png"])
        let summary = try DatasetSummary(
            of: Dataset(classes: ["a", "b"], train: twice, validation: twice.selecting([])))
        #expect(summary.text.hasSuffix("; for instance a.png, which the table lists twice"))
    }

    @Test func withoutFindingsThereIsTheTableAlone() throws {
        let summary = try summary(hasFindings: false)
        #expect(summary.text.split(separator: "\n").count == 4)
        #expect(summary.findings.duplicates.groups == 0 && summary.findings.inTraining["validation"]?.count == 0)
        #expect(summary.findings.inTraining["test"] == nil)
        #expect(summary.findings.candidates.isEmpty)
    }
}
