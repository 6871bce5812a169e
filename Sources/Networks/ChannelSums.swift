/// Sums for each channel in double precision, stored in whole groups of sixteen channels (``ChannelGroup``).
final class ChannelSums {
    let pointer: UnsafeMutablePointer<SIMD16<Double>>
    private let groups: Int

    init(groups: Int) {
        self.groups = groups
        pointer = .allocate(capacity: groups)
        pointer.initialize(repeating: SIMD16(), count: groups)
    }

    deinit {
        pointer.deallocate()
    }

    /// The same sums, channel by channel.
    var doubles: UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Double.self)
    }

    func clear() {
        pointer.update(repeating: SIMD16(), count: groups)
    }

    /// Writes the sums, rounded, as whole groups.
    func write(to target: UnsafeMutablePointer<Float>) {
        for group in 0..<groups {
            target.store(ChannelGroup(pointer[group]), group * ChannelGroup.scalarCount)
        }
    }
}
