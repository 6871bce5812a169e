import Messages
import Vocabulary

/// How a worker takes weights and blocks, and computes them on its slots.
extension Worker {
    /// Takes a bucket of the next version of the weights. The present version, if there is one, stays in use until the
    /// next version is complete.
    mutating func take(_ weights: WeightsBucket, frameBytes: Int?) {
        guard let welcome, (0..<welcome.bucketCount).contains(weights.bucket), frameBytes != nil,
            weights.version > version ?? 0 || version == nil
        else {
            giveUp(
                "the coordinator sent bucket \(weights.bucket) of version \(weights.version) of the weights, which "
                    + "this worker cannot use")
            return
        }
        if incoming?.version != weights.version { incoming = (weights.version, []) }
        incoming?.buckets.insert(weights.bucket)
        directives.append(.loadWeights(bucket: weights.bucket))
        adoptIfWhole()
    }

    /// If all buckets of the next version have arrived, drops the tasks of the present version, since the coordinator
    /// no longer needs their results. If all slots are idle too, adopts the next version.
    private mutating func adoptIfWhole() {
        guard let incoming, incoming.buckets.count == welcome?.bucketCount else { return }
        drop { $0.step.version < incoming.version }
        guard running.allSatisfy({ $0 == nil }) else { return }
        version = incoming.version
        self.incoming = nil
        directives.append(.adoptWeights(version: incoming.version))
        send(.acknowledgement(Acknowledgement(version: incoming.version)))
        fillSlots()
    }

    mutating func take(_ assignment: Assignment, frameBytes: Int?) {
        guard let welcome, frameBytes != nil else {
            giveUp("the coordinator sent work without samples")
            return
        }
        let block = assignment.block
        let present = min(assignment.samples, welcome.microBatches)
        guard block.range.upperBound <= welcome.microBatches, block.start < present else {
            giveUp("the coordinator sent work on micro-batches \(block.range), which this run does not have")
            return
        }
        let newest = incoming?.buckets.count == welcome.bucketCount ? incoming?.version : version
        // This work needs an older version of the weights than the worker has, so the worker ignores the work. The
        // coordinator will cancel it.
        if let newest, assignment.step.version < newest { return }
        guard assignment.step.version == newest else {
            giveUp(
                "the coordinator sent work that needs version \(assignment.step.version) of the weights, which did not "
                    + "arrive")
            return
        }
        let work = WorkNode(step: assignment.step, block: block)
        guard !tasks.contains(where: { $0.work.step == work.step && $0.work.block.range.overlaps(block.range) }) else {
            giveUp("the coordinator sent work on micro-batches \(block.range), some of which this worker has already")
            return
        }
        // A worker may have at most the work of a whole step, and that of the next step, whose weights have arrived.
        guard tasks.reduce(block.count, { $0 + $1.work.block.count }) <= 2 * welcome.microBatches else {
            giveUp("the coordinator sent more work than two steps have")
            return
        }
        let count = min(block.count, present - block.start)
        let tree = ReductionTree(leaves: block.count, present: count)
        taskCount += 1
        directives.append(.keepSamples(work))
        tasks.append(
            BlockTask(
                number: taskCount, work: work, samples: assignment.samples,
                waiting: block.start..<block.start + count, metrics: MetricTree(tree: tree),
                buckets: Array(repeating: tree, count: work.step.phase == .training ? welcome.bucketCount : 0)))
        fillSlots()
    }

    /// A slot has reported a part of its micro-batch's result, the time that it took, or that the slot is idle.
    public mutating func reported(slot: Int, _ report: SlotReport) -> [WorkerDirective] {
        guard let done = running[slot] else { return [] }
        // The task may have been dropped meanwhile.
        if let index = tasks.firstIndex(where: { $0.number == done.task }) {
            let leaf = Block(start: done.microBatch - tasks[index].work.block.start, count: 1)
            switch report {
            case .metrics(let metrics): fill(metrics, leaf: leaf, task: index)
            case .bucket(let bucket): fill(bucket: bucket, leaf: leaf, task: index, slot: slot)
            case .took, .idle: break
            }
            if tasks[index].isComplete {
                directives.append(.dropSamples(tasks[index].work))
                tasks.remove(at: index)
            }
        }
        if case .took(let seconds) = report { measure(seconds) }
        if report == .idle {
            running[slot] = nil
            progress += 1
            adoptIfWhole()
            fillSlots()
        }
        return takeDirectives()
    }

    /// Adds the seconds of a micro-batch to the mean. A single micro-batch that took more than ten times as long as the
    /// mean does not count: the machine was probably suspended. A second one in a row counts.
    private mutating func measure(_ seconds: Double) {
        let isUnusual = microBatchSeconds > 0 && seconds > 10 * microBatchSeconds
        defer { wasUnusual = isUnusual }
        if isUnusual, !wasUnusual { return }
        microBatchSeconds = microBatchSeconds == 0 ? seconds : 0.8 * microBatchSeconds + 0.2 * seconds
    }

    /// Adds the metrics of a micro-batch to those of its block. Sends the block's metrics once they are complete. This
    /// is before any of the block's gradients is sent, since each micro-batch reports its metrics before its buckets.
    private mutating func fill(_ metrics: MetricSums, leaf: Block, task index: Int) {
        tasks[index].metrics.fill(metrics, block: leaf)
        guard let total = tasks[index].metrics.total else { return }
        sendResult(.metrics(total), of: tasks[index].work)
    }

    private mutating func fill(bucket: Int, leaf: Block, task index: Int, slot: Int) {
        guard tasks[index].buckets.indices.contains(bucket),
            case .filled(_, _, let additions) = tasks[index].buckets[bucket].fill(leaf)
        else { return }
        let task = tasks[index]
        directives.append(.store(slot: slot, task.node(leaf, bucket: bucket)))
        for addition in additions {
            directives.append(
                .add(
                    left: task.node(addition.left, bucket: bucket), right: task.node(addition.right, bucket: bucket),
                    into: task.node(addition.parent, bucket: bucket)))
        }
        guard task.buckets[bucket].isComplete else { return }
        let sum = task.node(task.buckets[bucket].root, bucket: bucket)
        sendResult(.bucket(bucket), of: task.work, attachment: .gradient(sum))
        directives.append(.discard(sum))
    }

    private mutating func sendResult(
        _ content: ResultContent, of work: WorkNode, attachment: WorkerDirective.Attachment = .none
    ) {
        send(
            .result(BlockResult(step: work.step, block: work.block, content: content)), attachment: attachment)
    }

    /// Drops the tasks that match. A slot that computes one of their micro-batches finishes it, and the result is
    /// discarded.
    mutating func drop(where matches: (WorkNode) -> Bool) {
        for task in tasks where matches(task.work) {
            for (bucket, tree) in task.buckets.enumerated() where !tree.isComplete {
                directives += tree.filledNodes.map { .discard(task.node($0, bucket: bucket)) }
            }
            directives.append(.dropSamples(task.work))
        }
        tasks.removeAll { matches($0.work) }
    }

    /// Starts waiting micro-batches on idle slots: those whose step uses the present version of the weights.
    private mutating func fillSlots() {
        for slot in running.indices where running[slot] == nil {
            guard let index = tasks.firstIndex(where: { !$0.waiting.isEmpty && $0.work.step.version == version })
            else { return }
            let microBatch = tasks[index].waiting.lowerBound
            tasks[index].waiting = microBatch + 1..<tasks[index].waiting.upperBound
            running[slot] = Running(task: tasks[index].number, microBatch: microBatch)
            directives.append(
                .compute(slot: slot, microBatch: microBatch, of: tasks[index].work, samples: tasks[index].samples))
        }
    }
}
