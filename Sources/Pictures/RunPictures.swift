import Run

/// Draws the pictures of a run that has just ended, from the images that the run has in memory.
///
/// Subscribe it to the run's events, and call ``draw(remark:)`` when the run is over.
public final class RunPictures: RunEventSubscriber {
    private var beginning: RunBeginning?
    private var hasEnded = false

    /// A subscriber that has received no event yet.
    public init() {}

    /// Keeps the facts of the run's beginning, and notes whether the run has ended with at least one epoch and without
    /// an interruption.
    public func receive(_ event: RunEvent) {
        switch event {
        case .began(let beginning): self.beginning = beginning
        case .finished(let summary, _):
            hasEnded = summary.outcome.stoppedBecause != .interrupted && summary.outcome.epochs > 0
        default: break
        }
    }

    /// Draws the pictures. Returns nil if the run was interrupted, or has finished no epoch.
    ///
    /// - Throws: the errors of `PictureSource.init(run:job:remark:)`.
    public func draw(remark: (String) -> Void) throws -> DrawnRun? {
        guard hasEnded, let beginning else { return nil }
        let source = try PictureSource(run: beginning.directory, job: beginning.job, remark: remark)
        return DrawnRun(source, directory: beginning.directory)
    }
}
