/// One sum in double precision for each channel of a feature map. There is room for whole groups of sixteen channels,
/// so the number of sums is a multiple of sixteen (see ``ChannelGroup``).
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

    /// A pointer to the same sums, channel by channel, for functions in C.
    var doubles: UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Double.self)
    }

    func clear() {
        pointer.update(repeating: SIMD16(), count: groups)
    }

    /// Writes the sums, rounded to float32, to `target`. It writes whole groups of sixteen, so `target` needs room for
    /// a multiple of sixteen floats.
    func write(to target: UnsafeMutablePointer<Float>) {
        for group in 0..<groups {
            target.store(ChannelGroup(pointer[group]), group * ChannelGroup.scalarCount)
        }
    }
}
