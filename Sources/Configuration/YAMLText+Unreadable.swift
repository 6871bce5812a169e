import Foundation

extension YAMLText {
    /// What stands in the way of reading a file, and what it should be: the end of a sentence whose subject is the file.
    ///
    /// - Parameter wanted: what was looked for, for instance `a configuration, a YAML file of settings`.
    static func whyUnreadable(_ path: String, as wanted: String) -> String {
        var status = stat()
        guard stat(path, &status) == 0 else {
            let isMissing = errno == ENOENT || errno == ENOTDIR
            let reason = isMissing ? "no such file" : "cannot be read: \(String(cString: strerror(errno)))"
            return "\(reason); it must be \(wanted)"
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            guard access(path, R_OK) == 0 else {
                return "cannot be read: \(String(cString: strerror(errno))); it must be \(wanted)"
            }
            return "is not a text file in UTF-8; it must be \(wanted)"
        case S_IFDIR:
            let own = FileManager.default.fileExists(atPath: path + "/config.yaml")
            return "is a folder; it must be \(wanted)" + (own ? "; this run's own is \(path)/config.yaml" : "")
        default:
            return "is not a regular file; it must be \(wanted)"
        }
    }
}
