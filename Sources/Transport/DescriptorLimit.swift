import Glibc

/// How many file descriptors this process may have; each connection takes one.
public enum DescriptorLimit {
    /// More than any cluster needs, and few enough for programs that look at each of them.
    private static let enough: rlim_t = 65_536

    /// Lets this process, and those that it starts, have as many as the system allows.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, enough)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// How many it may have now; nil where there is no limit.
    public static var current: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Int(exactly: limit.rlim_cur)
    }

    /// How many connections have one beside so many that are kept for other files.
    static func connections(besides reserve: Int) -> Int {
        max(16, min(current ?? .max, Int(enough)) - reserve)
    }
}
