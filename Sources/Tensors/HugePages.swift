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

/// Whether this process may have so many bytes more, by the system's word: of its address space, which `ulimit -v` limits.
/// That they are there when they are used is another matter.
public func canAllocate(_ count: Int) -> Bool {
    let bytes = mmap(nil, max(count, 1), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let bytes, bytes != MAP_FAILED else { return false }
    munmap(bytes, max(count, 1))
    return true
}
