import Glibc

/// The limit of file descriptors of this process; each connection takes one.
public enum DescriptorLimit {
    /// More than any cluster needs. Some programs loop over all descriptors, so the limit is not raised further.
    private static let enough: rlim_t = 65_536

    /// Raises the limit of this process and its children as far as the system allows.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, enough)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The present limit; nil if there is none.
    public static var current: Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return Int(exactly: limit.rlim_cur)
    }

    /// The most connections if `reserve` descriptors are kept for other files.
    static func connections(besides reserve: Int) -> Int {
        max(16, min(current ?? .max, Int(enough)) - reserve)
    }
}
