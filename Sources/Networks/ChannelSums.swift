/// One sum in double precision for each channel of a feature map. The sums are stored in whole groups of sixteen
/// channels, as ``ChannelGroup`` has them.
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

    /// The same memory as a pointer to single sums, channel by channel, for functions in C.
    var doubles: UnsafeMutablePointer<Double> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Double.self)
    }

    func clear() {
        pointer.update(repeating: SIMD16(), count: groups)
    }

    /// Writes the sums, rounded to float32, in whole groups of channels.
    func write(to target: UnsafeMutablePointer<Float>) {
        for group in 0..<groups {
            target.store(ChannelGroup(pointer[group]), group * ChannelGroup.scalarCount)
        }
    }
}
