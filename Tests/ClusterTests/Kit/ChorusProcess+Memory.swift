import Foundation

extension ChorusProcess {
    /// Its peak memory so far, in kilobytes; nil once it has ended.
    var peakMemory: Int? {
        let lines = contents(of: "/proc/\(processID)/status").split(separator: "\n")
        let words = lines.first { $0.hasPrefix("VmHWM:") }?.split(whereSeparator: \.isWhitespace)
        return words.flatMap { Int($0[1]) }
    }
}
