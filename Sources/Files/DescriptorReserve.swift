import Glibc
import Synchronization

/// File descriptors that are reserved for the program's own files.
///
/// Peers may open connections to a process that listens on a network, and each connection takes a descriptor. So
/// the process lowers its soft limit by the size of the reserve, and raises it again only while it opens a file.
public enum DescriptorReserve {
    /// The number of descriptors in the reserve, unless a sixteenth of the limit is fewer.
    private static let most: rlim_t = 16
    /// How often opening a file is tried if the reserve is used up too, and, in `pause`, the microseconds between two
    /// tries: five seconds in all.
    private static let tries = 1000
    private static let pause: UInt32 = 5000

    /// The size of the reserve; nil in a process that keeps none.
    private static let reserve = Mutex<rlim_t?>(nil)

    /// Keeps a reserve from now on. The process must call this before it listens.
    public static func keep() {
        reserve.withLock { reserve in
            guard reserve == nil, let limit = limits else { return }
            let count = min(most, limit.rlim_cur / 16)
            setSoftLimit(limit.rlim_cur - count)
            reserve = count
        }
    }

    /// Calls `open`, which returns a new descriptor, or −1 after setting `errno`. If no descriptor is free, `open` is
    /// called again with the reserve, and then until one is free or five seconds have passed. Without a reserve this
    /// does not wait. Returns what the last call returned. Interrupted calls are repeated.
    package static func opening(_ open: () -> Int32) -> Int32 {
        let descriptor = retryingInterrupted(open)
        guard descriptor < 0, isFull(errno) else { return descriptor }
        for _ in 0..<tries {
            let (descriptor, code, hasReserve) = openingWithReserve(open)
            guard descriptor < 0, isFull(code), hasReserve else {
                errno = code
                return descriptor
            }
            usleep(pause)
        }
        errno = EMFILE
        return -1
    }

    private static func openingWithReserve(
        _ open: () -> Int32
    ) -> (descriptor: Int32, code: Int32, hasReserve: Bool) {
        reserve.withLock { reserve in
            let before = limits
            if let before, let reserve { setSoftLimit(min(before.rlim_cur + reserve, before.rlim_max)) }
            let descriptor = retryingInterrupted(open)
            let code = errno
            if let before, reserve != nil { setSoftLimit(before.rlim_cur) }
            return (descriptor, code, reserve != nil)
        }
    }

    private static func isFull(_ code: Int32) -> Bool { code == EMFILE || code == ENFILE }

    private static var limits: rlimit? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit : nil
    }

    private static func setSoftLimit(_ count: rlim_t) {
        guard var limit = limits else { return }
        limit.rlim_cur = count
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
