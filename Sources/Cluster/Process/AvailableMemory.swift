import Foundation

/// The bytes of memory that this process may take in all: of what the machine has left, swap included, within the bounds
/// of its control group and of `ulimit -v`; nil where the system does not tell.
func availableMemory() -> Double? {
    var limits: [Double] = []
    let lines = text(ofFile: "/proc/meminfo").split(separator: "\n")
    func kilobytes(_ name: String) -> Double? {
        lines.first { $0.hasPrefix(name + ":") }?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
    }
    if let free = kilobytes("MemAvailable") { limits.append(1024 * (free + (kilobytes("SwapFree") ?? 0))) }
    let group = text(ofFile: "/proc/self/cgroup").split(separator: "\n").first { $0.hasPrefix("0::") }?.dropFirst(3)
    for folder in Set(["", String(group ?? "")]) {
        let limit = text(ofFile: "/sys/fs/cgroup\(folder)/memory.max").trimmingCharacters(in: .whitespacesAndNewlines)
        if let bytes = Double(limit) { limits.append(bytes) }
    }
    var addressSpace = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &addressSpace) == 0, addressSpace.rlim_cur != rlim_t.max {
        limits.append(Double(addressSpace.rlim_cur))
    }
    return limits.min()
}

private func text(ofFile path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
}
