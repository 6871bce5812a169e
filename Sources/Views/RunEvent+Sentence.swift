import Configuration
import Datasets
import Networks
import PlainText
import Run
import Terminals
import Training
import Vocabulary

extension RunEvent {
    /// The event as one line for a person. The event's line in `log.jsonl` has this text as its message. The console
    /// shows the text too, unless the console has its own form for the event.
    package var sentence: String {
        switch self {
        case .facesGenerated(let images, let epochs):
            return "no data is named: training on \(images) generated faces for \(counted(epochs, "epoch"))"
        case .imagesRead(let done, let total):
            return "\(done) of \(total) images are read"
        case .copiesMade(let done, let total):
            return "\(done) of \(total) augmented copies are made"
        case .readingEnded:
            return "all images are read"
        case .imagesDecoded(let images, let cached):
            return "\(images) images, of which \(cached) had been decoded before"
        case .cacheTooSmall(let mebibytes):
            return "the images are too large for the cache, which has \(mebibytes) MiB"
        case .cacheNotWritten(let reason):
            return "the next run will decode the images again: \(reason)"
        case .began(let beginning):
            let job = beginning.job
            let resumed = beginning.resumedAfter.map { ", from step \($0) on" } ?? ""
            return "training \(job.network.spec.name) on \(counted(job.dataset.train.count, "image")) for up to "
                + "\(counted(job.configuration.epochs, "epoch")) in \(beginning.directory)\(resumed)"
        case .resumeWarning(let text), .memoryNotShared(let text), .dataRemark(let text), .workerProcess(let text):
            return text
        case .weightsTaken(let weights):
            return weights.sentence
        case .listening(let endpoint):
            return "listening on \(endpoint)"
        case .epochBegan(let epoch, let step):
            return "epoch \(epoch) begins at step \(step)"
        case .firstStepEnded:
            return "the first step is done"
        case .stepEnded(let report):
            return "epoch \(report.epoch): step \(report.step) is done"
        case .validationChunkEnded(let report):
            return "epoch \(report.epoch): chunk \(report.chunk) of \(report.chunks) is validated"
        case .epochEnded(let report):
            return EpochLine(report.record, epochs: report.epochs, isBest: report.isBest).whole
        case .checkpointWritten(let step):
            return "checkpoint at step \(step)"
        case .cluster(let event):
            return event.sentence
        case .clusterRepeated(let count, let last):
            return "\(count) more such events within a minute, the last of them: \(last.sentence)"
        case .workerProcessEnded(let end):
            return "\(end)"
        case .departuresAwaited(let reason, let workers, let seconds):
            return "\(reason); waiting up to \(seconds) s for \(counted(workers, "worker")) to leave"
        case .failed(let reason):
            return OptionNames.inserted(into: reason)
        case .finished(let summary, _):
            return "stopped: \(summary.outcome.stoppedBecause.rawValue)"
        case .interrupted(let step, let directory):
            return "interrupted after step \(step); \(directory) can be resumed"
        }
    }
}
