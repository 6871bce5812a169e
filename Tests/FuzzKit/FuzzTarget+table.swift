import Datasets

extension FuzzTarget {
    /// FER2013's table, read strictly and with unreadable rows left out. What is accepted has as many labels as images,
    /// each of a class that there is.
    static let table = FuzzTarget(
        "table", maximumLength: 16_384, seeds: { tableSeeds },
        read: { bytes in
            for skips in [false, true] {
                let options = DataOptions(imageHeight: 8, imageWidth: 8, skipUnreadable: skips)
                do {
                    let dataset = try tableFile.holding(bytes) { try DatasetReader.read(path: $0, options: options) }
                    for split in [dataset.train, dataset.validation, dataset.test].compactMap({ $0 }) {
                        try promise(split.labels.count == split.images.count, "each image has a label")
                        try promise(
                            split.labels.allSatisfy { $0 < dataset.classes.count }, "each label is that of a class")
                    }
                    try promise(!dataset.classes.isEmpty && dataset.train.count > 0, "there is something to train on")
                } catch let error as DatasetError {
                    try promiseOneLine(error)
                }
            }
        })

    private static let tableFile = ScratchFile(name: "input.csv")

    private static var tableSeeds: [[UInt8]] {
        func pixels(_ grey: Int) -> String { Array(repeating: "\(grey)", count: 48 * 48).joined(separator: " ") }
        let tables = [
            "emotion,pixels,Usage\n0,\(pixels(1)),Training\n0,\(pixels(9)),Training\n3,\(pixels(2)),Training\n",
            "emotion,pixels,Usage\r\n6,\(pixels(5)),Training\r\n6,\(pixels(7)),PublicTest\r\n",
            "\u{FEFF}\"Pixels\", \"EMOTION\"\n\"\(pixels(0))\",\"2\"\n\"\(pixels(8))\",2\n",
            "emotion,pixels,Usage\n\n1,\(pixels(4)),Training\n1,\(pixels(3)),PrivateTest",
            "emotion,pixels\n7,1 2 3\n", "emotion,pixels\n",
        ]
        return tables.map { Array($0.utf8) }
    }
}
