import Foundation
import FuzzKit

// What libFuzzer calls; its own main is linked to it. Only scripts/fuzz builds this target.

/// Set once, before the first input is read.
nonisolated(unsafe) private var chosen: FuzzTarget?

/// Takes the words that are not libFuzzer's, which passes over what begins with two dashes: `--target=NAME`, and
/// `--seeds=FOLDER` to write the target's seeds to a folder and end.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
    let words = (1..<Int(count.pointee)).compactMap { words.pointee[$0].map { String(cString: $0) } }
    func value(of name: String) -> String? {
        words.first { $0.hasPrefix("--\(name)=") }.map { String($0.dropFirst(name.utf8.count + 3)) }
    }
    guard let target = value(of: "target").flatMap(FuzzTarget.named) else {
        stop("give --target=, one of \(FuzzTarget.all.map(\.name).joined(separator: ", "))", status: 64)
    }
    if let folder = value(of: "seeds") { writeSeeds(of: target, to: folder) }
    chosen = target
    return 0
}

/// Reads one input; ends the process where a promise is broken.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try chosen?.read(Array(UnsafeBufferPointer(start: bytes, count: count)))
    } catch {
        fatalError("broken: \(error)")
    }
    return 0
}

private func writeSeeds(of target: FuzzTarget, to folder: String) -> Never {
    do {
        for (number, seed) in target.seeds().enumerated() {
            try Data(seed).write(to: URL(fileURLWithPath: "\(folder)/\(number)"))
        }
    } catch {
        stop("cannot write seeds: \(error)", status: 74)
    }
    // What libFuzzer needs to know beside the seeds.
    print(target.maximumLength)
    exit(0)
}

private func stop(_ reason: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("fuzz: \(reason)\n".utf8))
    exit(status)
}
