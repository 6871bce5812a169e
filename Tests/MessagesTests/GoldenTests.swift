import Messages
import Testing
import Vocabulary

@Suite struct GoldenTests {
    static let step = StepID(phase: .training, epoch: 3, step: 41, version: 941)
    static let block = Block(start: 2, count: 2)

    static let messages: [String: Message] = [
        "hello": .hello(
            Hello(
                protocolVersion: 1, workerName: "blå", host: "node-7", slots: 8, coreName: "SkylakeX",
                processID: 4711)),
        "welcome": .welcome(
            Welcome(
                runID: "6b0c", fingerprint: "f00d", version: 900, bucketCount: 12, microBatches: 4, workerTimeout: 10)),
        "ready": .ready(Ready(fingerprint: "f00d", job: "beef")),
        "refused": .refused(Refused(reason: "the run is full")),
        "weights": .weights(WeightsBucket(version: 941, bucket: 11)),
        "assignment": .assignment(Assignment(step: step, block: block, samples: 64)),
        "cancel": .cancel(Cancel(step: step, block: block)),
        "result-bucket": .result(BlockResult(step: step, block: block, content: .bucket(0))),
        "result-metrics": .result(
            BlockResult(
                step: step, block: block,
                content: .metrics(MetricSums(values: [61.25, 9, 47.5], samples: 32)))),
        "acknowledgement": .acknowledgement(Acknowledgement(version: 942)),
        "beat": .beat(Beat(progress: 0)),
        "beat-worker": .beat(Beat(progress: 7, microBatchSeconds: 0.0625)),
        "goodbye": .goodbye(Goodbye(reason: "finished", final: true)),
    ]

    @Test func everyMessageHasTheBytesOfAnotherProtobufLibrary() throws {
        let headers = try goldenHeaders()
        #expect(Set(headers.keys) == Set(GoldenTests.messages.keys))
        for (name, bytes) in headers {
            let message = try #require(GoldenTests.messages[name])
            let envelope = Envelope(term: 0x0123_4567_89AB_CDEF, session: 6, message: message)
            #expect(envelope.encoded() == bytes, "\(name)")
            #expect(try decoded(bytes) == envelope, "\(name)")
        }
    }

    @Test func framesFollowTheMessagesThatNeedOne() {
        let withFrame = GoldenTests.messages.filter { $0.value.carriesFrame }.keys
        #expect(Set(withFrame) == ["welcome", "weights", "assignment", "result-bucket"])
    }

    @Test func stepsAreOrderedAsTheyAreTaken() {
        let training = StepID(phase: .training, epoch: 2, step: 9, version: 20)
        let validation = StepID(phase: .validation, epoch: 2, step: 0, version: 21)
        let next = StepID(phase: .training, epoch: 3, step: 0, version: 21)
        #expect([next, validation, training].sorted() == [training, validation, next])
    }
}
