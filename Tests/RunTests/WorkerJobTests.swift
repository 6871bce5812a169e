import Augmentation
import Checkpoints
import Compute
import Files
import Networks
import Tensors
import Testing
import Training
import Vocabulary

/// The job that a worker gets.
@Suite struct WorkerJobTests {
    private let job = WorkerJob(
        model: ModelSpec(name: "small", layers: [.flatten, .dense(.init(units: .classes, activation: .softmax))]),
        input: ImageShape(height: 8, width: 6, channels: 1), classes: 3, classWeights: [0.1, 1, 2.5e-7], batchSize: 20,
        microBatches: 4, seed: .max, augment: TransformList([Flip()]), exchangePrecision: .bf16)

    /// A renamed or added key changes the protocol: raise the protocol version.
    @Test func itsTextIsCanonical() {
        #expect(
            job.text == """
                {"augment":[{"flip":{"axis":"horizontal","probability":"0.5"}}],"batchSize":20,"bucketLimit":1048576,\
                "classWeights":[0.1,1,2.5e-07],"classes":3,\
                "exchangePrecision":"bf16","freeze":[],"input":{"channels":1,"height":8,"width":6},"kernels":"native",\
                "metrics":["loss","accuracy","cross_entropy"],"microBatches":4,\
                "model":{"layers":[{"flatten":{}},{"dense":{"activation":"softmax","units":"classes"}}],\
                "name":"small"},\
                "seed":18446744073709551615}
                """)
        #expect(job.microBatchSize == 5)
    }

    /// This includes numbers: the worker's have the coordinator's bits.
    @Test func itIsReadAsItWasWritten() throws {
        var job = job
        var bits = 1 as UInt32
        for _ in 0..<1000 {
            bits = bits &* 1_664_525 &+ 1_013_904_223
            let weight = Float(bitPattern: bits & 0x7FFF_FFFF)
            guard weight.isFinite else { continue }
            job.classWeights = [weight, 0, .leastNonzeroMagnitude]
            job.seed = UInt64(bits) << 32 | 1
            let read = try reading(job.text)
            #expect(read == job)
            #expect(read.text == job.text && read.digest == job.digest)
        }
    }

    /// An option of a later release may change the results.
    @Test func anUnknownKeyIsRefusedByItsName() throws {
        let error = #expect(throws: WorkerJobError.self) {
            try reading(job.text.replacing("\"seed\"", with: "\"labelSmoothing\":0.1,\"seed\""))
        }
        #expect(error == .unknownKey("labelSmoothing"))
        #expect(error?.description.contains("this release of chorus does not know 'labelSmoothing'") == true)
        let inModel = #expect(throws: WorkerJobError.self) {
            try reading(job.text.replacing("\"units\"", with: "\"bias\":true,\"units\""))
        }
        #expect(inModel?.description.contains("bias") == true)
        // A value that is accepted is written in another form, so its digest differs and the coordinator rejects the
        // worker.
        let text = job.text.replacing("\"height\"", with: "\"depth\":1,\"height\"")
        #expect(try reading(text).digest != Digest.sha256(text: text))
    }

    @Test func whatCannotBeReadIsRefusedInOneLine() throws {
        let texts = [
            "", "{", "[]", "{}", job.text.replacing("\"native\"", with: "\"quantum\""),
            job.text.replacing("20,", with: "2.5,"), job.text.replacing("18446744073709551615", with: "-1"),
            job.text.replacing("0.1", with: "1e99"),
        ]
        for text in texts {
            let error = #expect(throws: WorkerJobError.self, "\(text)") { try reading(text) }
            #expect(error?.description.contains("\n") == false)
        }
        let long = [UInt8](repeating: 0x20, count: WorkerJob.textLimit + 1)
        #expect(throws: WorkerJobError.tooLong(bytes: long.count)) { try WorkerJob(reading: long) }
    }

    @Test func eachValueHasBounds() {
        let changes: [(key: String, change: (inout WorkerJob) -> Void)] = [
            ("input.height", { $0.input.height = 0 }), ("input.width", { $0.input.width = 16_385 }),
            ("input.channels", { $0.input.channels = 65 }), ("classes", { $0.classes = 0 }),
            ("classes", { $0.classes = 65_537 }), ("classWeights' count", { $0.classWeights = [] }),
            ("classWeights", { $0.classWeights[0] = -1 }), ("classWeights", { $0.classWeights[0] = .nan }),
            ("batchSize", { $0.batchSize = 0 }), ("batchSize", { $0.batchSize = .max }),
            ("microBatches", { $0.microBatches = 3 }), ("microBatches", { $0.microBatches = 8192 }),
            ("microBatches", { ($0.batchSize, $0.microBatches) = (7, 8) }), ("metrics' count", { $0.metrics = [] }),
            ("metrics", { $0.metrics = [.loss, .loss] }), ("bucketLimit", { $0.bucketLimit = 32_768 }),
            ("bucketLimit", { $0.bucketLimit = 131_073 }),
        ]
        for (key, change) in changes {
            var job = job
            change(&job)
            let error = #expect(throws: WorkerJobError.self) { try job.check() }
            guard case .value(key, _, _)? = error else {
                Issue.record("\(key): \(String(describing: error))")
                continue
            }
        }
    }

    /// The largest number of classes fits; an invalid model does not.
    @Test func theLongestText() throws {
        var job = job
        job.classes = 65_536
        job.classWeights = Array(repeating: 1.2345678e-30, count: job.classes)
        #expect(try reading(job.text) == job)
        job.model.name = String(repeating: "n", count: WorkerJob.textLimit)
        #expect(throws: WorkerJobError.self) { try job.check() }
    }

    private func reading(_ text: String) throws(WorkerJobError) -> WorkerJob {
        try WorkerJob(reading: Array(text.utf8))
    }
}
