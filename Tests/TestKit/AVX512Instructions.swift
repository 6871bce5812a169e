import Synchronization
import Tensors
import Testing

/// The instruction set AVX-512, to compare with AVX2; nil on a processor without it.
///
/// On such a processor `native` is the same as `portable`, so a comparison would compare AVX2 with itself. The test run
/// then has a warning for each `comparison`, which Swift Testing counts, or an error if `CHORUS_REQUIRE_AVX512` is 1.
package func avx512Instructions(
    for comparison: String, at location: SourceLocation = #_sourceLocation
) -> InstructionSet? {
    if InstructionSet.avx512 == nil, noted.withLock({ $0.insert(comparison).inserted }) {
        let isRequired = (try? number(of: "CHORUS_REQUIRE_AVX512", from: 0, otherwise: 0)) != 0
        Issue.record(
            "this processor lacks AVX-512, so AVX2 was compared with itself: \(comparison)",
            severity: isRequired ? .error : .warning, sourceLocation: location)
    }
    return InstructionSet.avx512
}

/// The comparisons that have a warning already. Parameterized tests ask many times.
private let noted = Mutex<Set<String>>([])
