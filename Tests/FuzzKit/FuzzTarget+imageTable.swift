import Datasets
import Foundation

extension FuzzTarget {
    /// A table of images, some of which exist, listed and read, strictly and with unreadable rows left out. What is
    /// accepted has as many labels as images, each of a class that there is, and is what is listed.
    static let imageTable = FuzzTarget(
        "image-table", maximumLength: 4096, seeds: { imageTableSeeds },
        read: { bytes in
            for skips in [false, true] {
                let options = DataOptions(imageHeight: 8, imageWidth: 8, validationFraction: 0, skipUnreadable: skips)
                do {
                    try imageTableFile.holding(bytes) { path in
                        let dataset = try DatasetReader.read(path: path, options: options)
                        let splits = [dataset.train, dataset.validation, dataset.test].compactMap { $0 }
                        for split in splits {
                            try promise(split.labels.count == split.images.count, "each image has a label")
                            try promise(
                                split.labels.allSatisfy { $0 < dataset.classes.count }, "each label is that of a class")
                        }
                        let listing = try ImageListing(of: path, skipUnreadable: skips)
                        try promise(
                            skips || splits.reduce(0) { $0 + $1.count } == listing.rows.count, "all rows are listed")
                    }
                } catch let error as DatasetError {
                    try promiseOneLine(error)
                }
            }
        })

    private static let imageTableFile: ScratchFile = {
        let file = ScratchFile(name: "images.csv")
        let images = goldenFiles(of: "DatasetsTests", folder: "images", suffixes: ["grey.png"])
        let folder = (file.path as NSString).deletingLastPathComponent
        for name in ["a.png", "b c.png"] {
            let isWritten = FileManager.default.createFile(atPath: folder + "/" + name, contents: Data(images[0]))
            precondition(isWritten, "\(folder) can be written to")
        }
        return file
    }()

    private static var imageTableSeeds: [[UInt8]] {
        [
            "path,label,split\na.png,happy,train\nb c.png,sad,train\na.png,sad,validation\n",
            "label,other,path\r\n\"a \"\"b\"\"\",1,a.png\r\nsad,,\"b c.png\"\r\n",
            "\u{FEFF}Path,Label\n\na.png,'=x\n./a.png,é",
            "path,label\nmissing.png,sad\na.png,happy\n", "path,label,split\na.png,happy,exam\n", "path,label\n",
        ].map { Array($0.utf8) }
    }
}
