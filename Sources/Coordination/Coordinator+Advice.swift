import Messages
import Vocabulary

/// Advice to the operator when the exchange limits the speed.
extension Coordinator {
    /// Tells the operator if the exchange of gradients and weights limits the speed. This happens at most once until
    /// the members change, after enough steps are measured, and only if a member is on another machine.
    mutating func advise() {
        guard !stepTimes.isJudged, let step = stepTimes.median, members.contains(where: { $0.host != settings.host })
        else {
            return
        }
        // A member that has computed nothing has no measured time, as when there are more slots than micro-batches.
        let computing = members.compactMap(\.computingSeconds).sorted()
        guard !computing.isEmpty else { return }
        stepTimes.judge()
        let slots = members.map(\.slots).sorted()
        let measured = ExchangeMeasurement(
            workers: memberCount, slots: slots[slots.count / 2], batchSize: settings.batchSize,
            microBatches: settings.welcome.microBatches, microBatchSeconds: computing[computing.count / 2],
            stepSeconds: step,
            weightBytes: settings.bucketByteCounts.reduce(0, +), gradientBytes: settings.gradientByteCounts.reduce(0, +)
        )
        if ExchangeModel(measured).isExchangeBound { directives.append(.report(.exchangeBound(measured))) }
    }
}
