import Benchmarks
import Checkpoints
import Compute
import Configuration
import Coordinator
import Datasets
import Files
import Glibc
import Launch
import Networks
import Pictures
import Plots
import Programs
import Reports
import Run
import Training

extension ExitStatus {
    /// The exit status for an error of a type of Chorus; nil for any other error, for instance of the argument parser.
    init?(of error: any Error) {
        switch error {
        case let error as DatasetError: self = ExitStatus(error)
        case let error as CheckpointError: self = ExitStatus(error)
        case let error as StorageError: self = ExitStatus(error)
        case let error as RunError: self = ExitStatus(error)
        case let error as ConfigurationError: self = ExitStatus(error)
        case is ClassWeightError: self = .usage
        case is LaunchError, CoordinatorError.workersEnded, BenchmarkError.notMeasured: self = .noCluster
        case CoordinatorError.notAllowed, BenchmarkError.interrupted: self = .notAllowed
        case is NetworkError, is WorkerJobError, is EnsembleError: self = .badData
        case PictureError.noRun: self = .noInput
        case is PlotError: self = .cannotCreate
        default: self.init(ofWorker: error)
        }
    }

    private init(_ error: ConfigurationError) {
        let isMissing = error.line == nil && error.key == nil && error.file.map { access($0, R_OK) != 0 } ?? false
        self = isMissing ? .noInput : .usage
    }

    private init(_ error: DatasetError) {
        switch error {
        case .notFound, .address: self = .noInput
        case .unreadableFile, .unreadableRow, .wrongLayout: self = .badData
        case .wrongOption: self = .usage
        case .unwritable: self = .cannotCreate
        case .storage(let error): self = ExitStatus(error)
        }
    }

    private init(_ error: CheckpointError) {
        switch error {
        case .missing, .noCheckpoint, .notStopped: self = .noInput
        case .damaged, .foreign, .unknownFormat: self = .badData
        case .storage(let error): self = ExitStatus(error)
        }
    }

    private init(_ error: StorageError) {
        switch error {
        case .missing: self = .noInput
        case .noSpace, .inputOutput: self = .inputOutput
        case .locked, .cannotCreate: self = .cannotCreate
        case .notTrusted: self = .notAllowed
        }
    }

    private init(_ error: RunError) {
        switch error {
        case .notFinite, .otherRun: self = .badData
        case .directoryExists, .cannotCreate: self = .cannotCreate
        case .nothingToResume: self = .noInput
        case .resumeDiffers, .nothingToTake, .frozenAtRandom: self = .usage
        case .otherNumerics: self = .noCluster
        }
    }
}
