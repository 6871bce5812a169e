import Files
import Foundation

extension RunDirectory {
    /// No folder can be made at `path` if a file is there, or where the path needs a folder above. Returns the path of
    /// this file; nil if no file is in the way.
    static func fileInTheWay(of path: String) -> String? {
        var above = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/") {
            above += (above.isEmpty || above == "/" ? "" : "/") + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: above, isDirectory: &isFolder) else { return nil }
            if !isFolder.boolValue { return above }
        }
        return nil
    }

    /// Why there is no run to resume at a path, and which path was probably meant, as the end of a sentence.
    static func whyNoRun(_ path: String) -> String {
        func isRun(_ folder: String) -> Bool {
            FileManager.default.fileExists(atPath: RunFile.configuration.path(in: folder))
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return "there is no such folder"
        }

        let full = URL(fileURLWithPath: path).standardizedFileURL
        var above = full.deletingLastPathComponent()
        if !isFolder.boolValue { above.deleteLastPathComponent() }
        if above.path != "/", isRun(above.path) { return "it is in the folder of a run; did you mean \(above.path)?" }
        guard isFolder.boolValue else { return "it is a file; give the folder of a run" }

        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        // By default, the names of run directories end with date and time, so the latest run has the greatest end.
        guard let latest = names.filter({ isRun("\(path)/\($0)") }).max(by: { time($0) < time($1) }) else {
            return "there is no \(RunFile.configuration.path(in: path))"
        }
        return "it is a folder of runs; the latest is \(path)/\(latest)"
    }

    private static func time(_ name: String) -> String { String(name.suffix("yyyyMMdd-HHmmss".count)) }
}
