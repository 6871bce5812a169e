import Files
import Foundation
import Run
import Training
import Vocabulary

/// Writes the folder `tensorboard/` of a run. The subfolders `train/` and `validation/` have the metrics of each epoch,
/// with Keras' names, so that TensorBoard shows both splits in one chart. A file in the folder itself has the settings
/// for the table HPARAMS and, at the end, pictures.
///
/// A resumed run does not continue the files of its earlier processes. It makes new files, and first writes into them
/// all epochs that ended before. So the newest files have the whole run, even if earlier files are lost, and
/// TensorBoard shows each epoch once. If a file cannot be written, the run goes on without files for TensorBoard.
public final class TensorBoardLog: RunEventSubscriber {
    private let remark: (String) -> Void
    private var files: RunFiles?
    private var directory = ""
    private var bestEpoch: Int?

    /// A log that makes its files when the run begins.
    ///
    /// - Parameter remark: receives a line if a file cannot be written.
    public init(remark: @escaping (String) -> Void) {
        self.remark = remark
    }

    /// Writes what TensorBoard shows of an event.
    public func receive(_ event: RunEvent) {
        let now = Date()
        switch event {
        case .began(let beginning):
            directory = beginning.directory
            write { _ in files = try RunFiles(beginning, now: now) }
        case .epochEnded(let report):
            write { try $0?.append(report.record, at: now.timeIntervalSince1970) }
        case .finished(let summary, _) where summary.outcome.stoppedBecause != .interrupted:
            bestEpoch = summary.outcome.bestEpoch
            write {
                try $0?.general.append([.success(ended: now.timeIntervalSince1970, time: now.timeIntervalSince1970)])
            }
        default: break
        }
    }

    /// Adds pictures about the results of the best weights, at the epoch of these weights. Does nothing unless the run
    /// has ended without being interrupted.
    ///
    /// - Parameter names: names of PNG files in the run's folder `plots/`, without suffix. Missing files are left out.
    public func addPictures(_ names: [String]) {
        guard let bestEpoch else { return }
        let folder = RunFile.plots.path(in: directory)
        let now = Date().timeIntervalSince1970
        let pictures = names.compactMap { name in
            FileManager.default.contents(atPath: "\(folder)/\(name).png").flatMap { png in
                EventRecord.image(
                    name, png: Array(png), description: "The best weights, those of epoch \(bestEpoch).",
                    step: bestEpoch, time: now)
            }
        }
        write { try $0?.general.append(pictures) }
    }

    /// Calls `body` with the log's files. They are nil before the run begins, and after an error. If `body` throws,
    /// `remark` receives the error, and the run goes on.
    private func write(_ body: (RunFiles?) throws -> Void) {
        do {
            try body(files)
        } catch {
            files = nil
            remark("\(error); the run goes on without its files for TensorBoard")
        }
    }
}

/// The three files that one process of a run writes: the first process, or the process of a resumed run.
private struct RunFiles {
    /// The file with the settings and the pictures, in the run's folder `tensorboard/` itself.
    let general: EventFile
    private let train: EventFile
    private let validation: EventFile

    /// Makes the files, and writes the epochs that ended before this process began. The times of these epochs are made
    /// up: as if each had followed the one before without a pause, and the last had ended now.
    init(_ beginning: RunBeginning, now: Date) throws(StorageError) {
        let folder = RunFile.tensorBoard.path(in: beginning.directory)
        let number = EventFile.nextNumber(in: folder, now: now)
        general = try EventFile(in: folder, number: number)
        train = try EventFile(in: folder + "/train", number: number)
        validation = try EventFile(in: folder + "/validation", number: number)

        let time = now.timeIntervalSince1970
        let settings = HyperParameter.settings(of: beginning.job.configuration)
        for file in [general, train, validation] {
            try file.append([.version(time: time), .start(step: 1, time: time)])
        }
        try general.append([.settings(settings, begun: time, time: time)])
        var end = time - beginning.history.records.reduce(0) { $0 + $1.seconds }
        for record in beginning.history.records {
            end += record.seconds
            try append(record, at: end)
        }
    }

    /// Appends the metrics of an epoch to the files for training and validation.
    func append(_ record: EpochRecord, at time: Double) throws(StorageError) {
        func scalar(_ name: String, _ value: Float) -> EventRecord {
            .scalar("epoch_" + name, value, step: record.epoch, time: time)
        }
        func metrics(_ values: MetricValues) -> [EventRecord] {
            Metric.allCases.compactMap { metric in values[metric].map { scalar(metric.rawValue, $0) } }
        }
        let others = [
            scalar("learning_rate", record.learningRate), scalar("samples_per_second", Float(record.samplesPerSecond)),
        ]
        try train.append(metrics(record.training) + others)
        try validation.append(metrics(record.validation))
    }
}
