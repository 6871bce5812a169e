import Foundation

/// The programs under test and their helpers.
enum Binary {
    /// `chorus` beside the test bundle, or what CHORUS_BINARY names.
    static func path() throws -> String {
        try ProcessInfo.processInfo.environment["CHORUS_BINARY"] ?? path(of: "chorus")
    }

    /// A product of the package, which the build puts beside the test bundle.
    static func path(of product: String) throws -> String {
        for start in [CommandLine.arguments[0], Bundle.main.bundlePath, "/proc/self/exe"] {
            var folder = URL(fileURLWithPath: start).resolvingSymlinksInPath()
            while folder.path != "/" {
                folder.deleteLastPathComponent()
                let candidate = folder.appendingPathComponent(product).path
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                    FileManager.default.isExecutableFile(atPath: candidate)
                {
                    return candidate
                }
            }
        }
        throw KitError(description: "there is no \(product) beside the tests: build it, or set CHORUS_BINARY")
    }
}
