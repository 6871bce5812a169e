import Terminals
import Worker

extension WorkerError {
    /// The description with the options that matter: what it says at a command line.
    package var textWithOptions: String {
        switch self {
        case .noCoordinator: "\(self) (--reconnect-timeout)"
        case .refused, .unsuitable: OptionNames.inserted(into: "\(self)")
        }
    }
}
