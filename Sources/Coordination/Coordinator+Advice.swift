import Messages

/// Telling the operator where the exchange takes the time.
extension Coordinator {
    /// Tells the operator, once for these members, if the exchange is what takes the time.
    mutating func advise() {
        guard !stepTimes.isJudged, let step = stepTimes.median, members.contains(where: { $0.host != settings.host })
        else {
            return
        }
        // Where there are more slots than micro-batches, some members compute nothing.
        let measured = members.compactMap(\.computingSeconds).sorted()
        guard !measured.isEmpty else { return }
        stepTimes.judge()
        let slots = members.map(\.slots).sorted()
        let advice = ExchangeAdvice(
            workers: memberCount, slots: slots[slots.count / 2], batchSize: settings.welcome.batchSize,
            microBatches: settings.welcome.microBatches, microBatchSeconds: measured[measured.count / 2],
            stepSeconds: step,
            weightBytes: settings.bucketByteCounts.reduce(0, +), gradientBytes: settings.gradientByteCounts.reduce(0, +)
        )
        if advice.isNeeded { directives.append(.report(.exchangeBound(advice))) }
    }
}
