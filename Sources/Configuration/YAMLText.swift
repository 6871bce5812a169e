import Files
import Yams

/// Reads the text of a configuration or model file. Limits keep hostile files from taking much memory or time.
enum YAMLText {
    /// The largest allowed size of a text, in UTF-8 bytes.
    static let mostBytes = 1 << 20
    /// The largest allowed number of aliases (`*name`) in a text. An alias may stand for a list of aliases, so a short
    /// text can stand for a huge value. The parser compares the keys of mappings as whole values, so a few dozen nested
    /// aliases would take very long.
    static let mostAliases = 16

    /// Reads a file, and returns its text. If the file has more than ``mostBytes``, only one byte more is read. The
    /// text is then too long for ``composed(_:)``, which throws.
    ///
    /// - Parameter wanted: the expected kind of file, for errors: for instance `a configuration, a YAML file of
    ///   settings`.
    static func read(
        _ path: String, _ origin: InputFile.Origin = .given, as wanted: String
    ) throws(ConfigurationError) -> String {
        func unreadable(_ reason: String, _ advice: String = "") -> ConfigurationError {
            ConfigurationError(file: path, problem: "\(reason); it must be \(wanted)\(advice)")
        }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try InputFile(path, origin).start(upTo: mostBytes + 1)
        } catch .missing {
            throw unreadable("no such file")
        } catch .notAFile(.folder) {
            let own = RunFile.configuration.path(in: path)
            throw unreadable("is a folder", (try? InputFile(own)) == nil ? "" : "; this run's own is \(own)")
        } catch .notAFile(let kind) {
            throw unreadable("is \(kind.rawValue)")
        } catch {
            throw unreadable("cannot be read: \(error)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw unreadable("is not a text file in UTF-8")
        }
        return text
    }

    /// Parses a text of one YAML document. Returns nil if the text has no document. Errors name the file.
    static func composed(_ yaml: String, file: String) throws(ConfigurationError) -> Node? {
        do throws(ConfigurationError) {
            return try composed(yaml)
        } catch {
            throw error.inFile(file)
        }
    }

    /// Parses a text of one YAML document. Returns nil if the text has no document. Throws for a text that is not YAML;
    /// and, before it is parsed, for one that is too long or has too many aliases.
    static func composed(_ yaml: String) throws(ConfigurationError) -> Node? {
        guard yaml.utf8.count <= mostBytes else {
            throw ConfigurationError(problem: "has more than \(mostBytes) bytes: this is no file of settings or layers")
        }
        guard aliases(in: yaml) <= mostAliases else {
            throw ConfigurationError(
                problem: "has more than \(mostAliases) aliases (*name); write out what they stand for")
        }
        do {
            return try compose(yaml: yaml)
        } catch let error as YamlError {
            throw ConfigurationError(error)
        } catch {
            throw ConfigurationError(problem: "is not YAML: \(error)")
        }
    }

    /// An upper bound of the number of aliases: how often a `*` stands directly before a character that a name may
    /// have. A `*` in a comment or in a quoted text is counted too, although it begins no alias.
    private static func aliases(in yaml: String) -> Int {
        var count = 0
        var previous = UInt8(ascii: " ")
        for byte in yaml.utf8 {
            if previous == UInt8(ascii: "*"), isInName(byte) { count += 1 }
            previous = byte
        }
        return count
    }

    private static func isInName(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }
}

extension ConfigurationError {
    /// Converts an error of the YAML parser to one line for a person, with the number of the wrong line.
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, let yaml),
            .parser(let context, let problem, let mark, let yaml),
            .composer(let context, let problem, let mark, let yaml):
            let reason = [context?.text, problem].compactMap { $0 }.joined(separator: " ")
            let lines = yaml.split(separator: "\n", maxSplits: mark.line, omittingEmptySubsequences: false)
            let hasTab = lines.dropFirst(mark.line - 1).first?.prefix { $0.isWhitespace }.contains("\t") == true
            let advice = hasTab ? "; the line begins with a tab: use spaces" : ""
            self.init(line: mark.line, problem: "not YAML: \(reason)\(advice)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.sorted().map { "'\($0)'" }.joined(separator: ", ")
            self.init(line: context.mark.line, problem: "\(keys) is given twice in one mapping; keep one")
        default:
            self.init(problem: "not YAML: " + "\(error)".replacing(/\s+/, with: " "))
        }
    }
}
