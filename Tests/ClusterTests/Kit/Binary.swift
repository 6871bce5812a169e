import Foundation

/// The program under test.
enum Binary {
    /// `chorus` beside the test bundle, or what CHORUS_BINARY names.
    static func path() throws -> String {
        if let path = ProcessInfo.processInfo.environment["CHORUS_BINARY"] { return path }
        for start in [CommandLine.arguments[0], Bundle.main.bundlePath, "/proc/self/exe"] {
            var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                let candidate = folder.appendingPathComponent("chorus").path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return candidate
                }
            }
        }
        throw KitError(description: "there is no chorus beside the tests: build it, or set CHORUS_BINARY")
    }
}
