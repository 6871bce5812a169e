import Messages

/// Sending weights. A worker gets the buckets of version v + 1 once it has acknowledged v, so at most one version is
/// being sent to it. A worker that fell behind gets the whole present version as soon as it acknowledges the version
/// that it was sent.
extension Coordinator {
    /// The shell has computed the new weights of a bucket. They are sent to the workers that can take them.
    public mutating func bucketApplied(_ bucket: Int, at now: Duration) -> [CoordinatorDirective] {
        advance(to: now)
        step?.reduction.markApplied(bucket)
        for bucket in bucketsToSend(after: bucket) {
            for session in members where weights.hasAcknowledged(weights.present, session.id) {
                send(bucket: bucket, version: version + 1, to: session)
            }
        }
        if let next = step?.gate.applied(bucket) { apply(next) }
        endStepIfComplete(at: now)
        return takeDirectives()
    }

    mutating func take(_ acknowledgement: Acknowledgement, from id: UInt64, at now: Duration) {
        guard let session = membership[id] else { return }
        switch weights.acknowledge(WeightsKey(version: acknowledgement.version), by: id) {
        case .neverSent:
            end(id, .misbehaved("it acknowledged version \(acknowledgement.version), which it was not sent"), at: now)
        case .outdated:
            end(id, .misbehaved("it acknowledged version \(acknowledgement.version) after a later one"), at: now)
        case .repeated:
            break
        case .moreUnderWay:
            membership[id]?.restartPatience(at: now)
        case .fellBehind:
            membership[id]?.restartPatience(at: now)
            sendSnapshot(to: id, at: now)
            assignWaitingWork(at: now)
        case .upToDate:
            membership[id]?.restartPatience(at: now)
            for bucket in (step?.reduction.revoked == nil ? step?.reduction.applied ?? [] : []).sorted(by: >) {
                send(bucket: bucket, version: version + 1, to: session)
            }
        }
    }

    /// The buckets whose new weights are sent after `bucket` was applied. Normally this is only `bucket`. After a
    /// restart of the step, no bucket is sent before all are applied; then all are sent together. The buckets that were
    /// already sent before the restart go first. A worker uses a version as soon as it has got every bucket once, even
    /// if some were sent before the restart. So the buckets that were not sent before the restart must come last.
    private func bucketsToSend(after bucket: Int) -> [Int] {
        guard let reduction = step?.reduction, let revoked = reduction.revoked else { return [bucket] }
        guard reduction.applied.count == reduction.buckets.count else { return [] }
        return revoked.sorted(by: >) + reduction.applied.subtracting(revoked).sorted(by: >)
    }

    /// Sends all buckets of the present version of the weights to a session.
    mutating func sendSnapshot(to id: UInt64, at now: Duration) {
        guard let session = membership[id] else { return }
        for bucket in settings.bucketByteCounts.indices {
            send(bucket: bucket, version: version, to: session)
        }
        weights.send(weights.present, to: id)
        membership[id]?.restartPatience(at: now)
    }

    /// Whether a session has been sent the weights of the present step.
    func isReady(_ session: Session) -> Bool { weights.wasSent(weights.present, to: session.id) }

    private mutating func send(bucket: Int, version: UInt64, to session: Session) {
        send(
            .weights(WeightsBucket(version: version, bucket: bucket)), to: session,
            attachment: .weights(version: version, bucket: bucket))
    }
}
