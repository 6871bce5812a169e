import Foundation

/// Text for people. A reader that has gone away (`chorus … | head`) or a full disk costs the text and not the run.
public enum Console {
    /// Writes to standard output.
    public static func write(_ text: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }

    /// Writes a line with the program's name to standard error.
    public static func complain(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("chorus: \(text)\n".utf8))
    }
}
