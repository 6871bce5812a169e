import Configuration
import Datasets
import Foundation
import Networks
import Training
import Vocabulary

extension RunEvent {
    /// The event's name for programs. The name is the same in every release.
    public var name: String {
        switch self {
        case .facesGenerated: "faces_generated"
        case .imagesRead: "images_read"
        case .copiesMade: "copies_made"
        case .readingEnded: "reading_ended"
        case .imagesDecoded: "images_decoded"
        case .cacheTooSmall: "cache_too_small"
        case .cacheNotWritten: "cache_not_written"
        case .began: "run_began"
        case .weightsTaken: "weights_taken"
        case .resumeWarning: "resume_warning"
        case .memoryNotShared: "memory_not_shared"
        case .dataRemark: "data_remark"
        case .listening: "listening"
        case .epochBegan: "epoch_began"
        case .firstStepEnded: "first_step_ended"
        case .stepEnded: "step_ended"
        case .validationChunkEnded: "validation_chunk_ended"
        case .epochEnded: "epoch_ended"
        case .checkpointWritten: "checkpoint_written"
        case .cluster(let event): event.name
        case .clusterRepeated: "events_repeated"
        case .workerProcess: "worker_process"
        case .workerProcessEnded: "worker_process_ended"
        case .departuresAwaited: "departures_awaited"
        case .failed: "run_failed"
        case .finished: "run_finished"
        case .interrupted: "run_interrupted"
        }
    }

    /// The event's values for programs. The names of the values are the same in every release.
    public var fields: [EventField] {
        switch self {
        case .facesGenerated(let images, let epochs):
            [EventField("images", images), EventField("epochs", epochs)]
        case .imagesRead(let done, let total), .copiesMade(let done, let total):
            [EventField("done", done), EventField("total", total)]
        case .readingEnded: []
        case .imagesDecoded(let images, let cached):
            [EventField("images", images), EventField("cached", cached)]
        case .cacheTooSmall(let mebibytes):
            [EventField("mebibytes", mebibytes)]
        case .cacheNotWritten(let reason), .failed(let reason):
            [EventField("reason", reason)]
        case .began(let beginning): beginning.fields
        case .weightsTaken(let weights):
            [
                EventField("from", weights.path), EventField("sha256", weights.digest),
                EventField("taken", weights.taken.count),
                EventField("new", weights.new.map(\.name).joined(separator: ",")),
            ]
        case .resumeWarning(let text), .memoryNotShared(let text), .dataRemark(let text), .workerProcess(let text):
            [EventField("text", text)]
        case .listening(let endpoint):
            [EventField("endpoint", endpoint)]
        case .epochBegan(let epoch, let step):
            [EventField("epoch", epoch), EventField("step", step)]
        case .firstStepEnded(let seconds):
            [EventField("seconds_since_start", seconds)]
        case .stepEnded(let report): report.fields
        case .validationChunkEnded(let report): report.fields
        case .epochEnded(let report): report.fields
        case .checkpointWritten(let step):
            [EventField("step", Int(step))]
        case .cluster(let event): event.fields
        case .clusterRepeated(let count, let last):
            [EventField("repeated", last.name), EventField("count", count)] + last.fields.map(\.ofLast)
        case .workerProcessEnded(let end): end.fields
        case .departuresAwaited(let reason, let workers, let seconds):
            [EventField("reason", reason), EventField("workers", workers), EventField("seconds", seconds)]
        case .finished(let summary, let best):
            EventField.fields(of: summary) + [EventField("best", best)]
        case .interrupted(let step, let directory):
            [EventField("step", Int(step)), EventField("directory", directory)]
        }
    }
}

extension RunBeginning {
    fileprivate var fields: [EventField] {
        let configuration = job.configuration
        return [
            EventField("directory", directory), EventField("model", configuration.model),
            EventField("parameters", job.network.layout.trainableCount),
            EventField("train_images", job.dataset.train.count),
            EventField("train_copies", job.dataset.copies.reduce(0, +)),
            EventField("validation_images", job.dataset.validation.count),
            EventField("test_images", job.dataset.test?.count ?? 0), EventField("classes", job.dataset.classes.count),
            EventField("batch_size", configuration.batchSize), EventField("micro_batches", job.trainPlan.microBatches),
            EventField("steps_per_epoch", job.trainPlan.steps), EventField("epochs", configuration.epochs),
        ] + (configuration.recipe.map { [EventField("recipe", $0)] } ?? []) + workers.fields
            + (resumedAfter.map { [EventField("resumed_after_step", Int($0))] } ?? [])
    }
}

extension WorkerSource {
    fileprivate var fields: [EventField] {
        switch self {
        case .local(let count, let slots):
            [EventField("local_workers", count), EventField("slots_per_worker", slots)]
        case .remote(let needed, let endpoint, _):
            [EventField("workers_needed", needed), EventField("endpoint", endpoint)]
        case .none(let slots, _):
            [EventField("local_workers", 0), EventField("slots", slots)]
        }
    }
}

extension WorkerProcessEnd {
    fileprivate var fields: [EventField] {
        let field =
            switch cause {
            case .exited(let status): EventField("status", Int(status))
            case .killed(let signal): EventField("signal", Int(signal))
            }
        return [EventField("worker", worker), EventField("process_id", Int(processID)), field]
    }
}

extension StepReport {
    fileprivate var fields: [EventField] {
        [
            EventField("epoch", epoch), EventField("step", step), EventField("seconds", seconds),
        ] + Metric.allCases.compactMap { metric in metrics[metric].map { EventField(metric.rawValue, $0) } }
            + (workers.map { [EventField("workers", $0)] } ?? [])
    }
}

extension ValidationReport {
    fileprivate var fields: [EventField] {
        [EventField("epoch", epoch), EventField("chunk", chunk), EventField("chunks", chunks)]
    }
}

extension EpochReport {
    fileprivate var fields: [EventField] {
        EventField.fields(of: record) + [
            EventField("epochs", epochs), EventField("is_best", isBest), EventField("stops", stops),
        ]
            + (learningRateReducedTo.map { [EventField("learning_rate_reduced_to", Double("\($0)") ?? Double($0))] }
                ?? [])
    }
}

extension EventField {
    /// The same field with the prefix `last_` before its name. ``RunEvent/clusterRepeated(count:last:)`` stands for
    /// several events, and has the fields of the last one under such names.
    fileprivate var ofLast: EventField { EventField("last_" + name, value) }

    /// The texts, numbers and flags that a value has in its JSON form, sorted by their keys. Nested objects and lists
    /// are left out.
    static func fields(of value: some Encodable) -> [EventField] {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        // This does not fail, since JSON can represent all values of the types that are passed here.
        let fields = try! JSONDecoder().decode([String: Field].self, from: encoder.encode(value))
        return fields.sorted { $0.key < $1.key }.compactMap { name, field in field.value.map { EventField(name, $0) } }
    }

    private struct Field: Decodable {
        let value: Value?

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                value = .flag(flag)
            } else if let number = try? container.decode(Int.self) {
                value = .integer(number)
            } else if let number = try? container.decode(Double.self) {
                value = .number(number)
            } else {
                value = (try? container.decode(String.self)).map { .text($0) }
            }
        }
    }
}
