import Configuration
import Foundation
import Pictures
import Views

/// The runs that one page shows side by side.
struct Comparison {
    /// A run. Its name on the page is the name of its folder. If two of the compared runs have folders of the same
    /// name, each run's name is the path of its folder instead.
    struct Entry {
        let name: String
        let run: PictureSource
        let figures: RunFigures
    }

    /// The runs, in the order in which they were named.
    let entries: [Entry]

    init(_ runs: [DrawnRun]) {
        let names = Comparison.names(of: runs.map(\.directory))
        entries = zip(names, runs).map { name, run in
            Entry(
                name: name, run: run.source, figures: RunFigures(run.source, log: RunLog(in: run.directory)))
        }
    }

    /// The names of the folders with these paths; if two of the names are equal, all the paths instead.
    private static func names(of paths: [String]) -> [String] {
        let names = paths.map { URL(fileURLWithPath: $0).standardizedFileURL.lastPathComponent }
        return Set(names).count == names.count ? names : paths
    }

    /// The keys of the settings in which the runs differ.
    var differingSettings: [String] {
        guard let first = entries.first?.run.configuration else { return [] }
        return first.settings(differingFrom: entries.dropFirst().map(\.run.configuration))
    }

    /// A line for each reason why the numbers of the runs are hard to compare.
    var remarks: [String] {
        var remarks: [String] = []
        for entry in entries where entry.run.summary == nil {
            remarks.append("\(entry.name) has not stopped, so its values are those so far.")
        }
        let known = entries.filter { $0.run.model != nil }
        if Set(known.compactMap(\.run.model?.classes)).count > 1 {
            let counts = known.map { "\($0.name) \($0.run.model?.classes.count ?? 0)" }
            remarks.append(
                "The runs have different classes (\(counts.joined(separator: ", "))), so accuracies say little about "
                    + "which run is better.")
        } else if Set(known.compactMap { $0.run.facts["data_sha256"] }).count > 1 {
            remarks.append("The runs were trained on different images.")
        }
        return remarks
    }

    /// The names of the runs in groups: the runs of a group have the same value of `digest`, which is the name of a
    /// digest, for instance `weights_sha256`. Runs without this digest are left out.
    func groups(by digest: String) -> [[String]] {
        var groups: [(value: String, names: [String])] = []
        for entry in entries {
            guard let value = entry.run.facts[digest] else { continue }
            if let index = groups.firstIndex(where: { $0.value == value }) {
                groups[index].names.append(entry.name)
            } else {
                groups.append((value, [entry.name]))
            }
        }
        return groups.map(\.names)
    }
}
