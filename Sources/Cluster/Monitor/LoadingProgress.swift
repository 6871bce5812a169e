import Synchronization

/// A progress bar for images that several threads read.
final class LoadingProgress: Sendable {
    private let bar = Mutex<ProgressBar?>(nil)

    /// Shows that so many images of all are read.
    func show(_ done: Int, of total: Int) {
        bar.withLock { bar in
            if bar == nil { bar = ProgressBar(title: "Reading images", total: total) }
            bar?.show(done: done, facts: [])
        }
    }

    /// Takes the bar off the terminal.
    func clear() {
        bar.withLock { $0?.clear() }
    }
}
