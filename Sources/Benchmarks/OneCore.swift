import CLimits
import Foundation

/// Has the calling thread stay on the core where it is while `body` runs, so that all that it measures has the same
/// caches and the same clock.
///
/// - Throws: ``BenchmarkError/notMeasured(reason:)`` if the system does not allow it, or what `body` throws.
func onOneCore<Result>(_ body: () throws -> Result) throws -> Result {
    var before = core_set()
    guard stay_on_this_core(&before) == 0 else {
        throw BenchmarkError.notMeasured(
            reason: "the system does not let a thread stay on one core: \(String(cString: strerror(errno)))")
    }
    defer { leave_this_core(&before) }
    return try body()
}
