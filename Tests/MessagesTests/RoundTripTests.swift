import Messages
import Testing
import Vocabulary

@Suite struct RoundTripTests {
    @Test(arguments: 0..<RandomMessages.kinds)
    func everyMessageComesBack(kind: Int) throws {
        var random = RandomMessages(seed: UInt64(kind))
        for _ in 0..<50 {
            let envelope = random.envelope(kind: kind)
            let bytes = envelope.encoded()
            #expect(bytes.count <= MessageLimits.headerBytes)
            #expect(try decoded(bytes) == envelope)
        }
    }

    @Test func theLargestWelcomeFitsAHeader() throws {
        let name = String(repeating: "n", count: MessageLimits.nameBytes)
        let welcome = Welcome(
            runID: name, fingerprint: name, version: MessageLimits.versions.upperBound,
            bucketCount: MessageLimits.buckets.upperBound, microBatches: MessageLimits.microBatches.upperBound,
            workerTimeout: MessageLimits.timeouts.upperBound)
        let envelope = Envelope(term: .max, session: .max, message: .welcome(welcome))
        let bytes = envelope.encoded()
        #expect(bytes.count <= MessageLimits.headerBytes)
        #expect(try decoded(bytes) == envelope)
    }

    @Test func aLossThatIsNoNumberArrives() throws {
        let content = ResultContent.metrics(MetricSums(values: [.nan, 0, -.infinity], samples: 1))
        let result = BlockResult(step: GoldenTests.step, block: GoldenTests.block, content: content)
        let envelope = try decoded(Envelope(term: 1, session: 1, message: .result(result)).encoded())
        guard case .result(let arrived) = envelope.message,
            case .metrics(let metrics) = arrived.content
        else {
            Issue.record("\(envelope)")
            return
        }
        #expect(metrics.values[0].isNaN)
        #expect(metrics.values[1...] == [0, -.infinity])
    }

    @Test func reasonsCannotBreakALogLine() throws {
        let reason = "no file \"a\nb\u{1B}[31m\u{202E}\u{2028}\"" + String(repeating: "字", count: 1000)
        let sent = Envelope(term: 1, session: 1, message: .goodbye(Goodbye(reason: reason, final: false)))
        guard case .goodbye(let goodbye) = try decoded(sent.encoded()).message else {
            Issue.record("not a goodbye")
            return
        }
        #expect(goodbye.reason.hasPrefix(#"no file "a\nb\u{1B}[31m\u{202E}\u{2028}"字字"#))
        #expect(goodbye.reason.utf8.count <= MessageLimits.reasonBytes)
        #expect(goodbye.reason.utf8.count > MessageLimits.reasonBytes - 3)
    }
}
