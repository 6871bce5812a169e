/// Finds the known name that a misspelt one probably stands for.
public enum Spelling {
    /// The known name that `word` most probably stands for, by the first of these rules that finds a name. Nil if no
    /// rule does, or if `word` has more than 100 bytes. Case does not matter, and rules 1 to 3 ignore hyphens and
    /// underscores:
    /// 1. the same name;
    /// 2. the nearest name by edit distance; of several equally near names, the first. The distance may be at most 1
    ///    for a word of up to four letters. For a longer word it may be at most 2, or a third of the number of its
    ///    letters if that is more;
    /// 3. the shortest name that begins with `word`, or that `word` begins with. The shorter one of name and word must
    ///    have at least three letters;
    /// 4. the first name that shares a part of at least four letters with `word`. Hyphens, underscores and dots
    ///    separate parts: the word `num-workers` shares a part with the name `workers`.
    public static func nearest(to word: String, among names: [String]) -> String? {
        // A word of more than 100 bytes is hardly a misspelt name, and the time to compute a distance grows with the
        // product of the lengths of word and name.
        guard word.utf8.count <= 100 else { return nil }
        let plain = letters(of: word)
        let candidates = names.map { (name: $0, letters: letters(of: $0)) }
        if let same = candidates.first(where: { $0.letters == plain }) { return same.name }

        let ranked = candidates.map { (name: $0.name, distance: distance(plain, $0.letters)) }
        let limit = plain.count <= 4 ? 1 : max(2, plain.count / 3)
        if let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= limit { return best.name }

        let alike = candidates.filter { beginsAlike($0.letters, plain) }
        if let shortest = alike.min(by: { $0.letters.count < $1.letters.count }) { return shortest.name }
        let parts = parts(of: word)
        return names.first { !parts.isDisjoint(with: Spelling.parts(of: $0)) }
    }

    /// The end of a message about an unknown name: `did you mean 'rate'?`, or a list of all names if no name is near.
    public static func advice(for word: String, among names: [String]) -> String {
        if let name = nearest(to: word, among: names) {
            return "did you mean '\(name)'?"
        }
        return names.isEmpty ? "there are none here" : "there are \(names.joined(separator: ", "))"
    }

    /// Whether two names are the same except for case, hyphens and underscores.
    public static func isSame(_ first: String, _ second: String) -> Bool {
        letters(of: first) == letters(of: second)
    }

    private static func letters(of name: String) -> [Character] {
        name.lowercased().filter { $0 != "-" && $0 != "_" }.map { $0 }
    }

    /// Those parts of a name that have at least four letters, in lower case.
    private static func parts(of name: String) -> Set<Substring> {
        Set(name.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }.filter { $0.count >= 4 })
    }

    private static func beginsAlike(_ first: [Character], _ second: [Character]) -> Bool {
        min(first.count, second.count) >= 3 && (first.starts(with: second) || second.starts(with: first))
    }

    /// Damerau's distance: the least number of changes that make one text of the other. A change inserts, deletes or
    /// replaces a letter, or swaps two neighbouring letters.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var before: [Int] = []
        var row = Array(0...second.count)
        for i in first.indices {
            var next = [i + 1]
            for j in second.indices {
                let replaced = row[j] + (first[i] == second[j] ? 0 : 1)
                var least = min(replaced, row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                    least = min(least, before[j - 1] + 1)
                }
                next.append(least)
            }
            (before, row) = (row, next)
        }
        return row[second.count]
    }
}
