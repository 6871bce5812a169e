import Configuration
import Foundation
import Pictures
import Views

/// Several runs side by side.
struct Comparison {
    /// A run, with a name that no other one has.
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

    /// The names of folders, or their paths where two have one name.
    private static func names(of paths: [String]) -> [String] {
        let names = paths.map { URL(fileURLWithPath: $0).standardizedFileURL.lastPathComponent }
        return Set(names).count == names.count ? names : paths
    }

    /// The settings in which the runs differ.
    var differingSettings: [String] {
        guard let first = entries.first?.run.configuration else { return [] }
        return first.settings(differingFrom: entries.dropFirst().map(\.run.configuration))
    }

    /// What makes the numbers hard to compare, a line each.
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

    /// The names of the runs, grouped by the value of a digest. Runs without that digest are left out.
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
