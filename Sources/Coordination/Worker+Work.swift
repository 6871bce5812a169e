import Messages

/// Weights, blocks and slots.
extension Worker {
    /// A bucket of the next version. The present one stays whole until the next is.
    mutating func take(_ weights: WeightsBucket, frameBytes: Int?) {
        guard let welcome, (0..<welcome.bucketCount).contains(weights.bucket), frameBytes != nil,
            weights.version > version ?? 0 || version == nil
        else {
            giveUp("the coordinator sent bucket \(weights.bucket) of version \(weights.version), which makes no sense")
            return
        }
        if incoming?.version != weights.version { incoming = (weights.version, []) }
        incoming?.buckets.insert(weights.bucket)
        directives.append(.loadWeights(bucket: weights.bucket))
        adoptIfWhole()
    }

    /// Once the next version is whole, work on the present one has no use: it ends, and then the versions change places.
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
        guard block.range.upperBound <= welcome.microBatches, block.start < present,
            assignment.samples <= welcome.batchSize
        else {
            giveUp("the coordinator sent work on micro-batches \(block.range), which this run does not have")
            return
        }
        let newest = incoming?.buckets.count == welcome.bucketCount ? incoming?.version : version
        // Work on a version that is already superseded here: its cancellation is under way.
        if let newest, assignment.step.version < newest { return }
        guard assignment.step.version == newest else {
            giveUp("the coordinator sent work on version \(assignment.step.version), which is not here")
            return
        }
        let work = WorkNode(step: assignment.step, block: block)
        let count = min(block.count, present - block.start)
        directives.append(.keepSamples(work))
        tasks.append(
            BlockTask(
                work: work, samples: assignment.samples, waiting: block.start..<block.start + count,
                tree: ReductionTree(leaves: block.count, present: count)))
        fillSlots()
    }

    /// Takes the shell's word that a slot has finished its micro-batch.
    public mutating func computed(slot: Int, figures: StepFigures) -> [WorkerDirective] {
        guard let done = running[slot] else { return [] }
        running[slot] = nil
        progress += 1
        if let index = tasks.firstIndex(where: { $0.work == done.work }) {
            var task = tasks.remove(at: index)
            fill(&task, microBatch: done.microBatch, slot: slot, figures: figures)
            if task.tree.isComplete { sendResult(task) } else { tasks.insert(task, at: index) }
        }
        adoptIfWhole()
        fillSlots()
        return takeDirectives()
    }

    private mutating func fill(_ task: inout BlockTask, microBatch: Int, slot: Int, figures: StepFigures) {
        let work = task.work
        /// A block of the task's own tree, whose first leaf is the task's first micro-batch.
        func node(_ block: Block) -> WorkNode {
            WorkNode(step: work.step, block: Block(start: block.start + work.block.start, count: block.count))
        }
        let leaf = Block(start: microBatch - work.block.start, count: 1)
        guard case .filled(_, _, let additions) = task.tree.fill(leaf) else { return }
        task.figures[leaf] = figures
        if work.step.phase == .training { directives.append(.store(slot: slot, node(leaf))) }
        for addition in additions {
            // Both operands are filled nodes, so both sums are there.
            task.figures[addition.parent] =
                task.figures.removeValue(forKey: addition.left)! + task.figures.removeValue(forKey: addition.right)!
            if work.step.phase == .training {
                directives.append(
                    .add(left: node(addition.left), right: node(addition.right), into: node(addition.parent)))
            }
        }
    }

    /// The figures, and then the gradient's buckets, last layer first: with the last bucket the block is done.
    private mutating func sendResult(_ task: BlockTask) {
        let root = task.tree.root
        let sum = WorkNode(
            step: task.work.step, block: Block(start: task.work.block.start + root.start, count: root.count))
        func result(_ content: ResultContent) -> Message {
            .result(BlockResult(step: task.work.step, block: task.work.block, content: content))
        }
        let figures = task.figures[root] ?? StepFigures()
        send(result(.figures(lossSum: figures.lossSum, correct: figures.correct, samples: figures.samples)))
        if task.work.step.phase == .training {
            for bucket in (0..<(welcome?.bucketCount ?? 0)).reversed() {
                send(result(.bucket(bucket)), attachment: .gradient(sum, bucket: bucket))
            }
            directives.append(.discard(sum))
        }
        directives.append(.dropSamples(task.work))
    }

    /// Drops the tasks that match. A slot that runs one of their micro-batches finishes it for nothing.
    mutating func drop(where matches: (WorkNode) -> Bool) {
        for task in tasks where matches(task.work) {
            for block in task.tree.filledNodes where task.work.step.phase == .training {
                let place = Block(start: block.start + task.work.block.start, count: block.count)
                directives.append(.discard(WorkNode(step: task.work.step, block: place)))
            }
            directives.append(.dropSamples(task.work))
        }
        tasks.removeAll { matches($0.work) }
    }

    /// Gives waiting micro-batches of the present version to idle slots.
    private mutating func fillSlots() {
        for slot in running.indices where running[slot] == nil {
            guard let index = tasks.firstIndex(where: { !$0.waiting.isEmpty && $0.work.step.version == version })
            else { return }
            let microBatch = tasks[index].waiting.lowerBound
            tasks[index].waiting = microBatch + 1..<tasks[index].waiting.upperBound
            running[slot] = Running(work: tasks[index].work, microBatch: microBatch)
            directives.append(
                .compute(slot: slot, microBatch: microBatch, of: tasks[index].work, samples: tasks[index].samples))
        }
    }
}
