import Foundation

/// The median of some numbers. For an even count, it is the larger of the two numbers in the middle.
func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
}

/// The first and the third quartile of some numbers: the ends of their middle half.
func quartiles(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    return [sorted[sorted.count / 4], sorted[sorted.count * 3 / 4]]
}

/// The median processor time, in seconds, of one call of `body` on this thread, over `rounds` measurements.
func medianSeconds(of rounds: Int, _ body: () -> Void) -> Double {
    withoutActuallyEscaping(body) { medianSeconds(of: rounds, inTurn: [$0])[0] }
}

/// For each of `bodies`, the median processor time, in seconds, of one call on this thread, over `rounds` rounds. Each
/// body has a turn in each round, so that other load of the machine affects all bodies equally. Time that other
/// programs use on the core does not count. In its turn, a body is called so often that this takes about a tenth of a
/// millisecond. Then the time to read the clock does not matter.
func medianSeconds(of rounds: Int, inTurn bodies: [() -> Void]) -> [Double] {
    func seconds(_ calls: Int, _ body: () -> Void) -> Double {
        let start = threadSeconds()
        for _ in 0..<calls { body() }
        return (threadSeconds() - start) / Double(calls)
    }
    // The first call of each body is not timed: it touches the body's memory for the first time, and is slower.
    let calls = bodies.map { body in
        body()
        return max(1, Int((1e-4 / max(1e-9, seconds(1, body))).rounded(.up)))
    }
    let times = (0..<rounds).map { _ in zip(calls, bodies).map(seconds) }
    return bodies.indices.map { index in median(times.map { $0[index] }) }
}

/// The processor time that this thread has used so far, in seconds.
private func threadSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
