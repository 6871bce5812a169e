import Terminals
import Worker

extension WorkerError {
    /// The description for a command line: it names options of the command line instead of the keys of settings.
    package var textWithOptions: String {
        switch self {
        case .noCoordinator: "\(self) (--reconnect-timeout)"
        case .refused, .unsuitable: OptionNames.inserted(into: "\(self)")
        }
    }
}
