import PlainText
import SwiftProtobuf
import Vocabulary

extension Envelope {
    /// The header's bytes, at most ``MessageLimits/headerBytes``.
    ///
    /// In texts, characters that would break a log line are escaped, and text beyond the length limit is cut off. So a
    /// peer does not reject a reason that contains an unusual file name or error text. A negative number is a
    /// programmer's mistake, and stops the program.
    public func encoded() -> [UInt8] {
        var wire = WireEnvelope()
        wire.term = term
        wire.session = session
        wire.message = message.wire
        let bytes: [UInt8]
        do {
            bytes = try wire.serializedBytes()
        } catch {
            preconditionFailure("a header without required fields failed to encode: \(error)")
        }
        precondition(bytes.count <= MessageLimits.headerBytes, "a header of \(bytes.count) bytes")
        return bytes
    }
}

extension Message {
    fileprivate var wire: WireEnvelope.OneOf_Message {
        switch self {
        case .hello(let hello): .hello(hello.wire)
        case .welcome(let welcome): .welcome(welcome.wire)
        case .ready(let ready):
            .ready(
                .with {
                    $0.fingerprint = safeName(ready.fingerprint)
                    $0.job = safeName(ready.job)
                })
        case .refused(let refused):
            .refused(.with { $0.reason = plainText(refused.reason, bytes: MessageLimits.reasonBytes) })
        case .weights(let weights):
            .weights(
                .with {
                    $0.version = weights.version
                    $0.bucket = UInt64(weights.bucket)
                })
        case .assignment(let assignment):
            .assignment(
                .with {
                    $0.step = assignment.step.wire
                    $0.block = assignment.block.wire
                    $0.samples = UInt64(assignment.samples)
                })
        case .cancel(let cancel):
            .cancel(
                .with {
                    $0.step = cancel.step.wire
                    $0.block = cancel.block.wire
                })
        case .result(let result): .result(result.wire)
        case .acknowledgement(let acknowledgement): .acknowledgement(.with { $0.version = acknowledgement.version })
        case .beat(let beat):
            .beat(
                .with {
                    $0.progress = beat.progress
                    $0.microBatchSeconds = beat.microBatchSeconds
                })
        case .goodbye(let goodbye):
            .goodbye(
                .with {
                    $0.reason = plainText(goodbye.reason, bytes: MessageLimits.reasonBytes)
                    $0.final = goodbye.final
                })
        }
    }
}

extension Hello {
    fileprivate var wire: WireHello {
        .with {
            $0.protocolVersion = protocolVersion
            $0.workerName = safeName(workerName)
            $0.host = safeName(host)
            $0.slots = UInt64(slots)
            $0.coreName = safeName(coreName)
            $0.processID = UInt64(processID)
        }
    }
}

extension Welcome {
    fileprivate var wire: WireWelcome {
        .with {
            $0.runID = safeName(runID)
            $0.fingerprint = safeName(fingerprint)
            $0.version = version
            $0.bucketCount = UInt64(bucketCount)
            $0.microBatches = UInt64(microBatches)
            $0.workerTimeout = workerTimeout
        }
    }
}

extension StepID {
    fileprivate var wire: WireStepID {
        .with {
            $0.phase = UInt64(phase.rawValue)
            $0.epoch = UInt64(epoch)
            $0.step = UInt64(step)
            $0.version = version
        }
    }
}

extension Block {
    fileprivate var wire: WireBlock {
        .with {
            $0.start = UInt64(start)
            $0.count = UInt64(count)
        }
    }
}

extension BlockResult {
    fileprivate var wire: WireBlockResult {
        .with {
            $0.step = step.wire
            $0.block = block.wire
            switch content {
            case .bucket(let bucket): $0.content = .bucket(UInt64(bucket))
            case .metrics(let metrics):
                $0.content = .metrics(
                    .with {
                        $0.sums = metrics.values
                        $0.samples = UInt64(metrics.samples)
                    })
            }
        }
    }
}

private func safeName(_ name: String) -> String {
    plainText(name, bytes: MessageLimits.nameBytes)
}
