import Glibc

/// Uninitialised memory, to be freed by `deallocate()`. What has the size of a huge page (2 MiB) or more is made of such,
/// where the system gives them to who asks: it is then faulted in by one page where it would be by 512.
public func allocateBytes(_ count: Int, alignment: Int) -> UnsafeMutableRawPointer {
    let hugePage = 1 << 21
    guard count >= hugePage else { return .allocate(byteCount: count, alignment: alignment) }
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: hugePage)
    madvise(bytes, count, MADV_HUGEPAGE)
    return bytes
}
