/// A fault, at some step of a run.
struct Fault: Equatable {
    /// The number of steps that must be in a checkpoint before the fault can take place.
    let step: Int
    /// The delay after that, so that the fault takes place in the middle of the next step.
    var milliseconds = 0
    /// The kind of fault.
    let kind: Kind

    /// The kinds of faults. Workers are numbered from 1.
    enum Kind: Equatable {
        /// SIGKILL; it does not come back.
        case kill(worker: Int)
        /// SIGTERM: it says goodbye, and does not come back.
        case terminate(worker: Int)
        /// SIGSTOP, and SIGCONT after a while.
        case stop(worker: Int, seconds: Double)
        /// No bytes pass to or from it for a while, but its connection stays open.
        case hold(worker: Int, seconds: Double)
        /// Its connection ends for both sides after this many more bytes.
        case cut(worker: Int, afterBytes: Int)
        /// A new worker joins.
        case start(worker: Int)
        /// SIGKILL. Another coordinator resumes the run, and the workers join it by themselves.
        case killCoordinator
        /// SIGINT: it says goodbye to the workers. Another coordinator resumes the run, with new workers.
        case interruptCoordinator
        /// SIGSTOP, and SIGCONT after a while.
        case stopCoordinator(seconds: Double)
    }
}

extension Fault {
    /// The worker that it affects.
    var worker: Int? {
        switch kind {
        case .kill(let worker), .terminate(let worker), .stop(let worker, _), .hold(let worker, _),
            .cut(let worker, _), .start(let worker):
            worker
        case .killCoordinator, .interruptCoordinator, .stopCoordinator: nil
        }
    }

    /// How long a worker is silent; nil for other faults.
    var silence: Double? {
        switch kind {
        case .stop(_, let seconds), .hold(_, let seconds): seconds
        default: nil
        }
    }
}

extension Fault.Kind {
    /// The kinds of faults without their worker, duration and time. Each must be seen to take effect.
    enum Name: String, CaseIterable {
        case kill, terminate, start, cut
        case shortStop = "short stop"
        case longStop = "long stop"
        case shortHold = "short hold"
        case longHold = "long hold"
        case cutAmidMessages = "cut amid messages"
        case killCoordinator = "kill of the coordinator"
        case interruptCoordinator = "interruption of the coordinator"
        case stopCoordinator = "stop of the coordinator"
    }

    /// Its name. A silence is long if it ends a session.
    var name: Name {
        switch self {
        case .kill: .kill
        case .terminate: .terminate
        case .stop(_, let seconds): seconds > FaultRun.workerTimeout ? .longStop : .shortStop
        case .hold(_, let seconds): seconds > FaultRun.workerTimeout ? .longHold : .shortHold
        case .cut(_, let bytes): bytes == 0 ? .cut : .cutAmidMessages
        case .start: .start
        case .killCoordinator: .killCoordinator
        case .interruptCoordinator: .interruptCoordinator
        case .stopCoordinator: .stopCoordinator
        }
    }
}

extension Fault: CustomStringConvertible {
    /// For instance `at step 5 + 20 ms kill worker 2`.
    var description: String {
        "at step \(step) " + (milliseconds == 0 ? "" : "+ \(milliseconds) ms ") + "\(kind)"
    }
}

extension Fault.Kind: CustomStringConvertible {
    var description: String {
        switch self {
        case .kill(let worker): "kill worker \(worker)"
        case .terminate(let worker): "terminate worker \(worker)"
        case .stop(let worker, let seconds): "stop worker \(worker) for \(seconds) s"
        case .hold(let worker, let seconds): "hold the traffic of worker \(worker) for \(seconds) s"
        case .cut(let worker, 0): "cut worker \(worker) off"
        case .cut(let worker, let bytes): "cut worker \(worker) off after \(bytes) bytes"
        case .start(let worker): "start worker \(worker)"
        case .killCoordinator: "kill the coordinator and resume"
        case .interruptCoordinator: "interrupt the coordinator and resume"
        case .stopCoordinator(let seconds): "stop the coordinator for \(seconds) s"
        }
    }
}
