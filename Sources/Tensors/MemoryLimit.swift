import Foundation

/// How much memory the system lets this process have.
public enum MemoryLimit {
    /// The bytes of the machine's memory; or the limit of this process's control group, for instance of its container,
    /// if that is less.
    public static var total: Int {
        let machine = Double(ProcessInfo.processInfo.physicalMemory)
        return Int(controlGroups.reduce(machine, min))
    }

    /// The most bytes that this process can get: the least of the machine's free memory and swap, the limit of the
    /// process's control group, and `ulimit -v`. What the process uses already is not subtracted from the two limits.
    /// The result is nil if the system tells none of the three numbers.
    public static var available: Double? {
        let lines = text(ofFile: "/proc/meminfo").split(separator: "\n")
        func kilobytes(_ name: String) -> Double? {
            lines.first { $0.hasPrefix(name + ":") }?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
        }
        let left = kilobytes("MemAvailable").map { 1024 * ($0 + (kilobytes("SwapFree") ?? 0)) }
        return ([left, addressSpace.map { Double($0) }].compactMap { $0 } + controlGroups).min()
    }

    /// The most bytes of address space that this process may have, as `ulimit -v` sets it; nil where there is no limit.
    public static var addressSpace: UInt64? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else {
            return nil
        }
        return UInt64(limit.rlim_cur)
    }

    /// Whether this process may map `count` more bytes of address space. Even if it may, memory for them need not be
    /// free.
    public static func canAllocate(_ count: Int) -> Bool {
        let bytes = mmap(nil, max(count, 1), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let bytes, bytes != MAP_FAILED else { return false }
        munmap(bytes, max(count, 1))
        return true
    }

    /// The memory limits of this process's control group and of the root control group. A container sees its own group
    /// as the root.
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
