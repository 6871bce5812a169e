import CVersion

/// The version of Chorus, which `--version` prints.
public enum Version {
    /// The release. `CHANGELOG.md` says what is new in it.
    static let number = "0.1.0"

    /// The release and the commit, for instance `chorus 0.1.0 (1a2b3c4)`; the release alone if the commit is not known.
    public static var text: String {
        let commit = String(cString: CVCommit()).prefix { $0.isHexDigit }.prefix(7)
        return "chorus \(number)" + (commit.isEmpty ? "" : " (\(commit))")
    }
}
