import Glibc

/// Allocates uninitialised memory, to be freed by `deallocate()`. From 2 MiB on it asks the system for huge pages: then
/// one page fault does the work of 512.
public func allocateBytes(_ count: Int, alignment: Int) -> UnsafeMutableRawPointer {
    let hugePage = 1 << 21
    guard count >= hugePage else { return .allocate(byteCount: count, alignment: alignment) }
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: hugePage)
    madvise(bytes, count, MADV_HUGEPAGE)
    return bytes
}
