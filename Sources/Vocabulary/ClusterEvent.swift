/// An event of the cluster of a run.
public enum ClusterEvent: Sendable, Hashable {
    /// A worker became a member: it may get blocks to compute. `workers` is the number of members now.
    case joined(worker: String, host: String, slots: Int, workers: Int)
    /// A worker said goodbye and left, for this reason.
    case left(worker: String, host: String, reason: String)
    /// A worker that wanted to join was rejected.
    case refused(worker: String, reason: String)
    /// The coordinator ended a member's session, for the reason `loss`. `blocks` is the number of the member's blocks
    /// that other workers compute again.
    case lost(worker: String, host: String, loss: SessionLoss, blocks: Int)
    /// The coordinator ended a session before its worker was a member.
    case notJoined(worker: String, loss: SessionLoss)
    /// From now on the coordinator drops the messages of a peer that is not a worker of this run.
    case ignored(peer: PeerID, reason: String)
    /// A connection failed, or the coordinator closed it, before a worker joined.
    case connectionFailed(reason: String)
    /// The coordinator's process did nothing for `seconds`. Workers are not to blame for that time, so all deadlines
    /// begin again.
    case suspended(seconds: Double)
    /// The run waits, because it has fewer members than it needs: `workers` of `needed`.
    case waiting(workers: Int, needed: Int)
    /// A batch has fewer micro-batches than there are slots or cores, so that some have nothing to compute.
    case idle(IdleCapacity)
    /// The exchange of weights and gradients limits the speed: steps take much longer than computing, or more workers
    /// would make steps slower.
    case exchangeBound(ExchangeMeasurement)
    /// A worker was expelled, because its result was found to be wrong.
    case expelled(Expulsion)
    /// Unverified results of an expelled worker are in the run. `since` is the first version of the weights that was
    /// trained or validated with such results. `checkpoint` is the path of the newest checkpoint from before that
    /// version; nil if there is none.
    case doubted(worker: String, since: UInt64, checkpoint: String?)
}

extension ClusterEvent {
    /// The name of the event for programs. It stays the same from release to release.
    public var name: String {
        switch self {
        case .joined: "worker_joined"
        case .left: "worker_left"
        case .refused: "worker_refused"
        case .lost: "worker_lost"
        case .notJoined: "worker_not_joined"
        case .ignored: "peer_ignored"
        case .connectionFailed: "connection_failed"
        case .suspended: "coordinator_suspended"
        case .waiting: "workers_awaited"
        case .idle: "capacity_idle"
        case .exchangeBound: "exchange_bound"
        case .expelled: "worker_expelled"
        case .doubted: "run_doubted"
        }
    }

    /// The values of the event for programs. Their names stay the same from release to release.
    public var fields: [EventField] {
        switch self {
        case .joined(let worker, let host, let slots, let workers):
            [
                EventField("worker", worker), EventField("host", host), EventField("slots", slots),
                EventField("workers", workers),
            ]
        case .left(let worker, let host, let reason):
            [EventField("worker", worker), EventField("host", host), EventField("reason", reason)]
        case .refused(let worker, let reason):
            [EventField("worker", worker), EventField("reason", reason)]
        case .lost(let worker, let host, let loss, let blocks):
            [EventField("worker", worker), EventField("host", host)] + loss.fields + [EventField("blocks", blocks)]
        case .notJoined(let worker, let loss):
            [EventField("worker", worker)] + loss.fields
        case .ignored(let peer, let reason):
            [EventField("peer", peer.hexadecimal), EventField("reason", reason)]
        case .connectionFailed(let reason):
            [EventField("reason", reason)]
        case .suspended(let seconds):
            [EventField("seconds", seconds)]
        case .waiting(let workers, let needed):
            [EventField("workers", workers), EventField("needed", needed)]
        case .idle(let capacity):
            capacity.fields
        case .exchangeBound(let measurement):
            measurement.fields
        case .expelled(let expulsion):
            expulsion.fields
        case .doubted(let worker, let since, let checkpoint):
            [EventField("worker", worker), EventField("since_step", Int(since))]
                + (checkpoint.map { [EventField("checkpoint", $0)] } ?? [])
        }
    }
}

extension SessionLoss {
    fileprivate var fields: [EventField] { [EventField("cause", cause.rawValue), EventField("reason", reason)] }
}

extension IdleCapacity {
    fileprivate var fields: [EventField] {
        [
            EventField("kind", kind.rawValue), EventField("count", count), EventField("idle", idle),
            EventField("micro_batches", microBatches), EventField("batch_size", batchSize),
        ]
    }
}

extension ExchangeMeasurement {
    fileprivate var fields: [EventField] {
        [
            EventField("workers", workers), EventField("slots", slots), EventField("batch_size", batchSize),
            EventField("micro_batches", microBatches), EventField("micro_batch_seconds", microBatchSeconds),
            EventField("step_seconds", stepSeconds), EventField("weight_bytes", weightBytes),
            EventField("gradient_bytes", gradientBytes),
        ]
    }
}

extension Expulsion {
    fileprivate var fields: [EventField] {
        [
            EventField("worker", worker), EventField("phase", step.phase == .training ? "training" : "validation"),
            EventField("step", Int(stepNumber)),
        ] + (unverifiedSince.map { [EventField("unverified_since_step", Int($0))] } ?? [])
    }
}
