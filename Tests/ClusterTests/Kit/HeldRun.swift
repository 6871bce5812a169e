import Messages
import Testing
import Transport
import Vocabulary

/// A run over TCP that stops at a chosen step: a proxy holds back the worker's later results. So a test can act in the
/// middle of an epoch, on a machine of any speed.
final class HeldRun {
    let coordinator: ChorusProcess
    let worker: ChorusProcess
    private let middleman: Middleman

    /// Starts the coordinator, which writes a checkpoint at each step, and one worker.
    ///
    /// - Parameter version: the number of steps after which no result arrives.
    init(in sandbox: Sandbox, after version: UInt64, _ options: [String]) throws {
        let (coordinator, endpoint) = try sandbox.startCoordinator(options + ["--checkpoint-every", "1"])
        self.coordinator = coordinator
        middleman = try Middleman(at: endpoint) { message, words in
            if case .result(let result) = message, result.step.version >= version { [] } else { [words] }
        }
        worker = try sandbox.startWorker("held", at: middleman.endpoint)
    }

    /// Lets it train until `condition` holds. A timeout is a failure.
    func play(until condition: () throws -> Bool, at location: SourceLocation = #_sourceLocation) throws {
        try middleman.play(until: condition, at: location)
    }

    /// Lets it train until the checkpoint of that step, sends the coordinator a signal, and waits for its end.
    func end(by signal: Int32, atStep step: Int, of run: RunFolder) throws -> ProcessEnd {
        try play { try run.checkpointSteps().contains(step) }
        coordinator.signal(signal)
        try play { !coordinator.isRunning }
        return try coordinator.wait(limit: 1)
    }
}
