import CLimits
import Foundation

/// Keeps the calling thread on its current core while `body` runs, so that all measurements in `body` use the same
/// caches and the same clock rate.
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
