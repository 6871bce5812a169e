/// Finds the files of a training folder and, if there are any, of a validation and a test folder.
struct FolderFiles {
    /// The folder that the user named.
    let root: String
    let train: String
    let validation: String?
    let test: String?
    let remarks: [String]

    func files() throws(DatasetError) -> DatasetFiles {
        let training = try ClassFolders(path: train)
        let classes = training.classes.map(\.name)
        guard classes.count <= DatasetReader.mostClasses else {
            throw .wrongLayout(
                path: train, reason: "\(classes.count) classes, more than \(DatasetReader.mostClasses)")
        }
        var folders = [(name: SplitName.train, folder: training)]
        for case (let name, let path?) in [(SplitName.validation, validation), (.test, test)] {
            folders.append((name, try ClassFolders(path: path)))
        }
        var splits: [(name: SplitName, samples: [DatasetFiles.Sample])] = []
        for (name, folder) in folders { splits.append((name, try folder.samples(labelledBy: classes))) }
        let leftOut = folders.flatMap(\.folder.leftOut).map { DatasetFiles.short($0, below: root) }
        let beside =
            leftOut.isEmpty ? [] : ["left out beside the class folders: \(leftOut.joined(separator: ", "))"]
        return DatasetFiles(
            classes: classes, splits: splits, remarks: remarks + beside, root: root, train: train, isTable: false)
    }
}
