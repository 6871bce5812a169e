import Augmentation
import Compute
import Networks
import Tensors
import Training
import Vocabulary

extension FuzzTarget {
    /// A job, in JSON as a worker is sent it. What is accepted is read from its own text as the same job.
    static let job = FuzzTarget(
        "job", maximumLength: 4096, seeds: { jobSeeds },
        read: { bytes in
            do throws(WorkerJobError) {
                let job = try WorkerJob(reading: bytes)
                let again = try WorkerJob(reading: Array(job.text.utf8))
                if again != job || again.digest != job.digest {
                    throw WorkerJobError.unreadable(problem: "its own text is another job")
                }
            } catch {
                try promise(error != .unreadable(problem: "its own text is another job"), "a job has one text")
                try promiseOneLine(error)
            }
        })

    private static var jobSeeds: [[UInt8]] {
        let model = ModelSpec(
            name: "small", layers: [.flatten, .dense(.init(units: .classes, activation: .softmax))])
        var job = WorkerJob(
            model: model, input: ImageShape(height: 8, width: 8, channels: 1), classes: 3, classWeights: [1, 0.1, 2],
            batchSize: 16, microBatches: 4, seed: .max)
        let plain = job.text
        job.kernels = .portable
        job.exchangePrecision = .bf16
        job.metrics = [.loss]
        job.augment = .ofBalance
        job.freeze = ["dense_1"]
        return [plain, job.text, plain.replacing("\"seed\"", with: "\"label_smoothing\":0.5,\"seed\"")].map {
            Array($0.utf8)
        }
    }
}
