import Datasets
import Foundation
import TestKit

extension TemporaryFolder {
    /// Copies an image of the goldens.
    @discardableResult
    func add(_ name: String, golden: String = "grey.png") throws -> String {
        try write(Goldens.data("images/" + golden), to: name)
    }

    func read(_ options: DataOptions = DataOptions()) throws(DatasetError) -> Dataset {
        try DatasetReader.read(path: path, options: options)
    }
}
