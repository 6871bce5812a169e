import Messages
import Testing
import Vocabulary

/// Every field's bounds, each broken alone in a message that is otherwise right.
@Suite struct BoundsTests {
    @Test func hello() {
        refuse("hello.worker_name") { $0.workerName = "" }
        refuse("hello.host") { $0.host = "" }
        refuse("hello.core_name") { $0.coreName = "" }
        refuse("hello.slots") { $0.slots = 0 }
        refuse("hello.slots") { $0.slots = 1025 }
        refuse("hello.process_id") { $0.processID = 0 }
        refuse("hello.process_id") { $0.processID = 1 << 31 }
    }

    @Test func welcome() {
        let changes: [(String, (inout Welcome) -> Void)] = [
            ("welcome.run_id", { $0.runID = "" }),
            ("welcome.fingerprint", { $0.fingerprint = "" }),
            ("welcome.version", { $0.version = .max }),
            ("welcome.micro_batches", { $0.microBatches = 3 }),
            ("welcome.micro_batches", { $0.microBatches = 8192 }),
            ("welcome.bucket_count", { $0.bucketCount = 0 }),
            ("welcome.bucket_count", { $0.bucketCount = 65_537 }),
            ("welcome.worker_timeout", { $0.workerTimeout = 0 }),
            ("welcome.worker_timeout", { $0.workerTimeout = .nan }),
            ("welcome.worker_timeout", { $0.workerTimeout = .infinity }),
        ]
        var random = RandomMessages(seed: 10)
        for (field, change) in changes {
            var welcome = random.welcome()
            change(&welcome)
            expectRefusal(field, of: .welcome(welcome))
        }
    }

    @Test func steps() {
        func assignment(_ change: (inout StepID) -> Void) -> Message {
            var step = GoldenTests.step
            change(&step)
            return .assignment(Assignment(step: step, block: GoldenTests.block, samples: 1))
        }
        expectRefusal("assignment.step.epoch", of: assignment { $0.epoch = 65_536 })
        expectRefusal("assignment.step.step", of: assignment { $0.step = 1 << 31 })
        expectRefusal("assignment.step.version", of: assignment { $0.version = 1 << 48 })
        let unknownPhase = WireWriter.bytes {
            $0.field(9) { $0.field(1) { $0.field(1, 2) } }
        }
        expectRefusal("cancel.step.phase", of: unknownPhase)
        let hugeEpoch = WireWriter.bytes {
            $0.field(9) { $0.field(1) { $0.field(2, .max) } }
        }
        expectRefusal("cancel.step.epoch", of: hugeEpoch)
    }

    @Test func blocks() {
        func cancel(_ start: Int, _ count: Int) -> Message {
            .cancel(Cancel(step: GoldenTests.step, block: Block(start: start, count: count)))
        }
        expectRefusal("cancel.block.count", of: cancel(0, 0))
        let noBlock = WireWriter.bytes { $0.field(9) { $0.field(1) { $0.field(2, 1) } } }
        expectRefusal("cancel.block.count", of: noBlock)
        expectRefusal("cancel.block.count", of: cancel(0, 3))
        expectRefusal("cancel.block.count", of: cancel(0, 8192))
        expectRefusal("cancel.block.start", of: cancel(2, 4))
        expectRefusal("cancel.block.start", of: cancel(4096, 1))
        expectRefusal("cancel.block.start", of: cancel(.max, 1))
    }

    @Test func counts() {
        func result(_ content: ResultContent) -> Message {
            .result(BlockResult(step: GoldenTests.step, block: GoldenTests.block, content: content))
        }
        expectRefusal("weights.bucket", of: .weights(WeightsBucket(version: 0, bucket: 65_536)))
        expectRefusal("weights.version", of: .weights(WeightsBucket(version: .max, bucket: 0)))
        expectRefusal("acknowledgement.version", of: .acknowledgement(Acknowledgement(version: .max)))
        expectRefusal("result.bucket", of: result(.bucket(65_536)))
        expectRefusal("result.metrics.samples", of: result(.metrics(MetricSums(values: [0], samples: 0))))
        for count in [0, 4097] {
            expectRefusal("result.metrics.sums' count", of: result(.metrics(MetricSums(zeros: count))))
        }
        expectRefusal(
            "assignment.samples",
            of: .assignment(Assignment(step: GoldenTests.step, block: GoldenTests.block, samples: 0)))
        for seconds in [-0.5, 86_401, Double.infinity, .nan] {
            expectRefusal("beat.micro_batch_seconds", of: .beat(Beat(progress: 1, microBatchSeconds: seconds)))
        }
        let noContent = WireWriter.bytes {
            $0.field(10) {
                $0.field(1) { $0.field(2, 1) }
                $0.field(2) { $0.field(2, 1) }
            }
        }
        expectRefusal("result.content", of: noContent)
    }

    @Test func texts() {
        let noJob = WireWriter.bytes { $0.field(5) { $0.field(1, [0x61]) } }
        expectRefusal("ready.job", of: noJob)
        func ready(_ fingerprint: [UInt8]) -> [UInt8] {
            WireWriter.bytes { $0.field(5) { $0.field(1, fingerprint) } }
        }
        expectRefusal("ready.fingerprint", of: ready([UInt8](repeating: 0x61, count: 256)))
        expectRefusal("ready.fingerprint", of: ready(Array("a\nb".utf8)))
        expectRefusal("ready.fingerprint", of: ready(Array("a\u{7F}b".utf8)))
        expectRefusal("ready.fingerprint", of: ready(Array("a\u{85}b".utf8)))
        expectRefusal("ready.fingerprint", of: ready(Array("a\u{2029}b".utf8)))
        expectRefusal("ready.fingerprint", of: ready(Array("a\u{202E}b".utf8)))
        #expect(throws: MessageError.notProtobuf) { try decoded(ready([0xFF, 0xFE])) }
        let reason = WireWriter.bytes { $0.field(6) { $0.field(1, [UInt8](repeating: 0x61, count: 1025)) } }
        expectRefusal("refused.reason", of: reason)
    }

    @Test func anErrorIsOneLineThatNamesTheField() {
        let error = MessageError.value(field: "hello.slots", value: "0", allowed: "1...1024")
        #expect(error.description == "message refused: hello.slots is 0, allowed: 1...1024")
    }

    private func refuse(_ field: String, _ change: (inout Hello) -> Void) {
        var random = RandomMessages(seed: 11)
        var hello = random.hello()
        change(&hello)
        expectRefusal(field, of: .hello(hello))
    }

    private func expectRefusal(_ field: String, of message: Message) {
        expectRefusal(field, of: Envelope(term: 1, session: 2, message: message).encoded())
    }

    private func expectRefusal(_ field: String, of bytes: [UInt8]) {
        let error = #expect(throws: MessageError.self) { try decoded(bytes) }
        switch error {
        case .value(let named, _, _), .text(let named, _): #expect(named == field)
        default: Issue.record("\(field): \(String(describing: error))")
        }
    }
}
