import Foundation

/// The golden files of a test target whose names end like this, in the order of their names. There must be one.
func goldenFiles(of target: String, folder: String = "", suffixes: [String]) -> [[UInt8]] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let place = tests.appendingPathComponent("\(target)/Goldens/\(folder)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    let files = names.sorted().filter { name in suffixes.contains { name.lowercased().hasSuffix($0) } }.compactMap {
        name in
        (try? Data(contentsOf: place.appendingPathComponent(name))).map(Array.init)
    }
    precondition(!files.isEmpty, "\(place.path) has no file \(suffixes.joined(separator: ", "))")
    return files
}
