import SwiftProtobuf
import Vocabulary

extension Envelope {
    /// Decodes a header, and checks every length, count, id, enum and text in it. ``MessageLimits`` has the bounds.
    ///
    /// There is only one valid encoding of a message. So this initializer encodes the decoded header again. If the
    /// bytes differ, the header had unknown or repeated fields, or extra bytes at its end, and is rejected. A hello of
    /// another protocol version is exempt. It may have fields that this version does not know, and the coordinator must
    /// read the hello to answer that the versions differ.
    public init(decoding bytes: UnsafeRawBufferPointer) throws(MessageError) {
        guard bytes.count <= MessageLimits.headerBytes else { throw .tooLong(bytes: bytes.count) }
        let wire: WireEnvelope
        do {
            wire = try WireEnvelope(serializedBytes: [UInt8](bytes))
        } catch {
            throw .notProtobuf
        }
        guard let message = wire.message else { throw .noMessage }
        self.init(term: wire.term, session: wire.session, message: try Message(message))
        if case .hello(let hello) = self.message, hello.protocolVersion != ProtocolVersion.current { return }
        guard encoded().elementsEqual(bytes) else { throw .surplus }
    }
}

extension Message {
    fileprivate init(_ wire: WireEnvelope.OneOf_Message) throws(MessageError) {
        switch wire {
        case .hello(let hello): self = .hello(try Hello(hello))
        case .welcome(let welcome): self = .welcome(try Welcome(welcome))
        case .ready(let ready):
            self = .ready(
                Ready(
                    fingerprint: try checkedName(ready.fingerprint, "ready.fingerprint"),
                    job: try checkedName(ready.job, "ready.job")))
        case .refused(let refused):
            self = .refused(Refused(reason: try checkedReason(refused.reason, "refused.reason")))
        case .weights(let weights):
            self = .weights(
                WeightsBucket(
                    version: try checked(weights.version, "weights.version", MessageLimits.versions),
                    bucket: try checkedBucket(weights.bucket, "weights.bucket")))
        case .assignment(let assignment):
            self = .assignment(
                Assignment(
                    step: try StepID(assignment.step, in: "assignment"),
                    block: try Block(assignment.block, in: "assignment"),
                    samples: try checked(assignment.samples, "assignment.samples", MessageLimits.samples)))
        case .cancel(let cancel):
            self = .cancel(
                Cancel(step: try StepID(cancel.step, in: "cancel"), block: try Block(cancel.block, in: "cancel")))
        case .result(let result): self = .result(try BlockResult(result))
        case .acknowledgement(let acknowledgement):
            self = .acknowledgement(
                Acknowledgement(
                    version: try checked(
                        acknowledgement.version, "acknowledgement.version", MessageLimits.versions)))
        case .beat(let beat): self = .beat(try Beat(beat))
        case .goodbye(let goodbye):
            self = .goodbye(
                Goodbye(reason: try checkedReason(goodbye.reason, "goodbye.reason"), final: goodbye.final))
        }
    }
}

extension Hello {
    fileprivate init(_ wire: WireHello) throws(MessageError) {
        self.init(
            protocolVersion: wire.protocolVersion,
            workerName: try checkedName(wire.workerName, "hello.worker_name"),
            host: try checkedName(wire.host, "hello.host"),
            slots: try checked(wire.slots, "hello.slots", MessageLimits.slots),
            coreName: try checkedName(wire.coreName, "hello.core_name"),
            processID: try checked(wire.processID, "hello.process_id", MessageLimits.processIDs))
    }
}

extension Beat {
    fileprivate init(_ wire: WireBeat) throws(MessageError) {
        let (seconds, limits) = (wire.microBatchSeconds, MessageLimits.computingTimes)
        try check(limits.contains(seconds), "beat.micro_batch_seconds", seconds, "\(limits)")
        self.init(progress: wire.progress, microBatchSeconds: seconds)
    }
}

extension Welcome {
    fileprivate init(_ wire: WireWelcome) throws(MessageError) {
        self.init(
            runID: try checkedName(wire.runID, "welcome.run_id"),
            fingerprint: try checkedName(wire.fingerprint, "welcome.fingerprint"),
            version: try checked(wire.version, "welcome.version", MessageLimits.versions),
            bucketCount: try checked(wire.bucketCount, "welcome.bucket_count", MessageLimits.buckets),
            microBatches: try checked(wire.microBatches, "welcome.micro_batches", MessageLimits.microBatches),
            workerTimeout: wire.workerTimeout)
        try check(microBatches.isPowerOfTwo, "welcome.micro_batches", microBatches, "powers of two")
        let timeouts = MessageLimits.timeouts
        try check(timeouts.contains(workerTimeout), "welcome.worker_timeout", workerTimeout, "\(timeouts)")
    }
}

extension StepID {
    fileprivate init(_ wire: WireStepID, in message: String) throws(MessageError) {
        guard let phase = UInt8(exactly: wire.phase).flatMap(Phase.init(rawValue:)) else {
            throw .value(field: "\(message).step.phase", value: "\(wire.phase)", allowed: "0 and 1")
        }
        self.init(
            phase: phase,
            epoch: try checked(wire.epoch, "\(message).step.epoch", MessageLimits.epochs),
            step: try checked(wire.step, "\(message).step.step", MessageLimits.steps),
            version: try checked(wire.version, "\(message).step.version", MessageLimits.versions))
    }
}

extension Block {
    fileprivate init(_ wire: WireBlock, in message: String) throws(MessageError) {
        let limit = MessageLimits.microBatches.upperBound
        self.init(
            start: try checked(wire.start, "\(message).block.start", 0...limit - 1),
            count: try checked(wire.count, "\(message).block.count", MessageLimits.microBatches))
        try check(count.isPowerOfTwo, "\(message).block.count", count, "powers of two")
        try check(start % count == 0, "\(message).block.start", start, "multiples of block.count, \(count)")
    }
}

extension BlockResult {
    fileprivate init(_ wire: WireBlockResult) throws(MessageError) {
        let step = try StepID(wire.step, in: "result")
        let block = try Block(wire.block, in: "result")
        switch wire.content {
        case .bucket(let bucket):
            self.init(step: step, block: block, content: .bucket(try checkedBucket(bucket, "result.bucket")))
        case .metrics(let metrics):
            let limits = MessageLimits.metrics
            try check(
                limits.contains(metrics.sums.count), "result.metrics.sums' count", metrics.sums.count, "\(limits)")
            let samples = try checked(metrics.samples, "result.metrics.samples", MessageLimits.samples)
            self.init(
                step: step, block: block, content: .metrics(MetricSums(values: metrics.sums, samples: samples)))
        case nil: throw .value(field: "result.content", value: "absent", allowed: "a bucket or metrics")
        }
    }
}
