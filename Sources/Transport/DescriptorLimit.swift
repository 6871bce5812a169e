import Glibc

/// The limit of this process's file descriptors. Each connection takes a descriptor.
public enum DescriptorLimit {
    /// A limit that is enough for any cluster. The limit is not raised beyond it, since some programs loop over all
    /// descriptors up to their limit.
    private static let enough: rlim_t = 65_536

    /// Raises the limit of this process and its children to 65,536, or as far as the system allows.
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

    /// The most connections if `reserve` descriptors are kept for other files; at least 16.
    static func connections(besides reserve: Int) -> Int {
        max(16, min(current ?? .max, Int(enough)) - reserve)
    }
}
