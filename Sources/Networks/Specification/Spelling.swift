/// Finds what a person probably meant by an unknown name.
public enum Spelling {
    /// The name nearest to `word` by edit distance, if at most a third of its letters (and two at least) differ; the
    /// first of equals.
    public static func nearest(to word: String, among names: [String]) -> String? {
        // No name is as long, and the distance takes time with the product of both lengths.
        guard word.utf8.count <= 100 else { return nil }
        let ranked = names.map { (name: $0, distance: distance(word, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, word.count / 3) ? best.name : nil
    }

    /// `; did you mean 'rate'?`, or else the names there are: the end of a message about an unknown name.
    public static func advice(for word: String, among names: [String]) -> String {
        if let name = nearest(to: word, among: names) {
            return "did you mean '\(name)'?"
        }
        return names.isEmpty ? "there are none here" : "there are \(names.joined(separator: ", "))"
    }

    /// Levenshtein's distance: insertions, deletions and replacements of letters.
    private static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second)
        var row = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[second.count]
    }
}
