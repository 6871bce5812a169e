import Files
import Yams

/// The text of a configuration or model file, held to bounds that no honest one comes near.
enum YAMLText {
    /// UTF-8 bytes of a text.
    static let mostBytes = 1 << 20
    /// Aliases (`*name`) in a text. Each may stand for a list of aliases, and the keys of mappings are compared as a
    /// whole: with a few dozen, that would take longer than anyone waits.
    static let mostAliases = 16

    /// The UTF-8 text of a file. One that is too long is read no further than to tell.
    ///
    /// - Parameter wanted: what it is to be, for the error: for instance `a configuration, a YAML file of settings`.
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
            let own = path + "/config.yaml"
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

    /// The only document of a text; nil if there is none.
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

    /// As many aliases as there can be: stars with the first letter of a name behind them, those in comments among them.
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
    /// The parser's complaint in one line.
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
