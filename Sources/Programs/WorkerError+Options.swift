import Terminals
import Worker

extension WorkerError {
    /// The description with the options that it concerns, for a command line.
    package var textWithOptions: String {
        switch self {
        case .noCoordinator: "\(self) (--reconnect-timeout)"
        case .refused, .unsuitable: OptionNames.inserted(into: "\(self)")
        }
    }
}
