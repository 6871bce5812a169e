import Synchronization

/// A progress bar for images that several threads read.
final class LoadingProgress: Sendable {
    private let bar = Mutex(ProgressBar())

    /// Shows that so many images of all are read.
    func show(_ done: Int, of total: Int) {
        bar.withLock { bar in
            bar.show("Reading images", filled: Double(done) / Double(max(total, 1)), facts: ["\(done)/\(total)"])
        }
    }

    /// Takes the bar off the terminal.
    func clear() {
        bar.withLock { $0.clear() }
    }
}
