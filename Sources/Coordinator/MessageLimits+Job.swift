import Checkpoints
import Messages
import Networks
import Run

extension MessageLimits {
    /// Asks whether a run's welcome fits into a message's header.
    ///
    /// - Throws: `RunError.tooLarge(what:limit:)`.
    package static func require(_ job: TrainingJob) throws(RunError) {
        guard job.network.classes <= classes.upperBound else {
            throw .tooLarge(what: "there are \(job.network.classes) classes", limit: classes.upperBound)
        }
        let bytes = jsonText(job.network.spec).utf8.count
        guard bytes <= modelBytes else {
            throw .tooLarge(what: "the model's text is \(bytes) bytes long", limit: modelBytes)
        }
    }
}
