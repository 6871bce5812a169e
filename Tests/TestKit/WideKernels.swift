import Synchronization
import Tensors
import Testing

/// The kernels for AVX-512, to compare with those for AVX2; nil on a processor without it.
///
/// There `native` kernels are the `portable` ones, and a comparison of both compares one set with itself. The test run
/// then has a warning for each `comparison`, which Swift Testing counts, or an error if `CHORUS_REQUIRE_AVX512` is 1.
package func wideKernels(
    for comparison: String, at location: SourceLocation = #_sourceLocation
) -> KernelSet? {
    if KernelSet.avx512 == nil, noted.withLock({ $0.insert(comparison).inserted }) {
        let isRequired = (try? number(of: "CHORUS_REQUIRE_AVX512", from: 0, otherwise: 0)) != 0
        Issue.record(
            "this processor lacks AVX-512, so one set of kernels was compared with itself: \(comparison)",
            severity: isRequired ? .error : .warning, sourceLocation: location)
    }
    return KernelSet.avx512
}

/// The comparisons that there is a warning of. Parameterized tests ask many times.
private let noted = Mutex<Set<String>>([])
