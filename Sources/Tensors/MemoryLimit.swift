import Foundation

/// How much memory this process may have, by the system's word.
public enum MemoryLimit {
    /// Bytes that the machine has, within the bound of this process's control group: a container gets no more.
    public static var total: Int {
        let machine = Double(ProcessInfo.processInfo.physicalMemory)
        return Int(controlGroups.reduce(machine, min))
    }

    /// The bytes that this process may take in all: of what the machine has left, swap included, within the bounds of its
    /// control group and of `ulimit -v`; nil where the system does not tell.
    public static var available: Double? {
        let lines = text(ofFile: "/proc/meminfo").split(separator: "\n")
        func kilobytes(_ name: String) -> Double? {
            lines.first { $0.hasPrefix(name + ":") }?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        }
        let left = kilobytes("MemAvailable").map { 1024 * ($0 + (kilobytes("SwapFree") ?? 0)) }
        return ([left, addressSpace.map { Double($0) }].compactMap { $0 } + controlGroups).min()
    }

    /// Bytes of address space, which `ulimit -v` limits; nil where there is no limit.
    public static var addressSpace: UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
            return nil
        }
        return UInt64(limit.rlim_cur)
    }

    /// Whether this process may have so many bytes more of its address space. That they are there when they are used is
    /// another matter.
    public static func canAllocate(_ count: Int) -> Bool {
        let bytes = mmap(nil, max(count, 1), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let bytes, bytes != MAP_FAILED else { return false }
        munmap(bytes, max(count, 1))
        return true
    }

    /// Bytes that this process's control groups may have: its own, and the one that a container shows as the uppermost.
    private static var controlGroups: [Double] {
        let groups = text(ofFile: "/proc/self/cgroup").split(separator: "\n")
            .map { $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) }
        // In the first version of control groups each resource has folders of its own.
        let versions = [("", "", "memory.max"), ("memory", "/memory", "memory.limit_in_bytes")]
        return versions.flatMap { resource, folder, file in
            let own = groups.first { $0.count == 3 && $0[1] == resource }?[2]
            return Set(["", own ?? ""]).compactMap { group in
                let limit = text(ofFile: "/sys/fs/cgroup\(folder)\(group)/\(file)")
                return Double(limit.trimmingCharacters(in: .whitespacesAndNewlines))
            }
        }
    }

    private static func text(ofFile path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
