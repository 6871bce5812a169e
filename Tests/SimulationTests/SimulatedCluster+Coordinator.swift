import Coordination
import Messages
import TestKit
import Vocabulary

/// The coordinator: its events, its messages, its end and its restart.
extension SimulatedCluster {
    /// Passes an event to the coordinator, and handles the results.
    func tellCoordinator(_ event: (inout Coordination.Coordinator) -> [CoordinatorDirective]) throws {
        try takeEvent { try $0.handle(at: $1, event) }
    }

    func takeEvent(_ event: (inout Program.Coordinator, Duration) throws -> Void) throws {
        guard coordinator != nil else { return }
        let before = coordinator!.stepsDone
        do {
            try event(&coordinator!, now)
        } catch let diverged as RunDiverged {
            try require(record.counts[.notFinite] != nil, "\(diverged.step) has diverged")
            try require(coordinator!.machine.memberCount <= 1, "stopped although others could be asked")
            record.stops += 1
            note("the run stops: not finite")
            killCoordinator()
            return
        }
        for notice in coordinator!.takeNotices() { try check(notice) }
        if coordinator!.stepsDone != before {
            messagesInStep = 0
            for connection in connections { connection.watch.endStep() }
        }
        let newVersion = coordinator!.machine.version
        try require(newVersion == version || newVersion == version + 1, "version \(newVersion) after \(version)")
        version = newVersion
        if let snapshot = try coordinator!.takeSnapshot(every: schedule.checkpointEvery) {
            shelf.save(snapshot, killedBefore: killsInCheckpoint)
            if let step = killsInCheckpoint {
                killsInCheckpoint = nil
                note("the coordinator dies before \(step) of a checkpoint")
                record.add(.checkpointKill)
                killCoordinator()
                return
            }
        }
        try flushCoordinator()
    }

    func check(_ notice: ClusterEvent) throws {
        note("\(notice)")
        switch notice {
        case .lost(let worker, _, let loss, _):
            try record.check(worker, lostBecause: loss, wasMember: true, at: time)
        case .notJoined(let worker, let loss):
            try record.check(worker, lostBecause: loss, wasMember: false, at: time)
        case .expelled(let expulsion):
            try record.check(expulsion)
        case .waiting:
            // The operator starts a worker after this notice. If no worker is left, nothing else starts one.
            record.waits += 1
            startWorker(after: Int.random(in: 100_000...1_000_000, using: &generator))
        case .suspended(let seconds):
            try require(
                record.counts[.coordinatorPause] != nil, "nobody suspended the coordinator for \(seconds) s")
        default: break
        }
    }

    /// Sends the coordinator's messages, and reports closed connections.
    func flushCoordinator() throws {
        var unreachable: [PeerID] = []
        for (peer, packet) in coordinator!.takePackets() {
            let number = Connection.number(of: peer)
            if case .assignment(let work) = packet.envelope.message {
                for connection in connections { connection.watch.assigned(work) }
            }
            guard number < connections.count else { continue }
            connections[number].watch.tell(packet.envelope.message, at: time)
            switch connections[number].state {
            case .open:
                let arrival = connections[number].toWorker.add(packet, at: time + delay())
                queue.add(.toWorker(number), at: arrival)
                // The limit: a version of the weights, the work of one step or of a restarted one, cancellations, and
                // beats.
                let bound = 3 * program.bucketCount + 3 * program.microBatches + 2 * beatsOfAPause
                try require(
                    connections[number].toWorker.count <= bound,
                    "\(connections[number].toWorker.count) packets wait for \(name(number))")
            case .silent: break
            case .closed: if !unreachable.contains(peer) { unreachable.append(peer) }
            }
        }
        for peer in unreachable { try tellCoordinator { [now] in $0.lost(peer, at: now) } }
    }

    var beatsOfAPause: Int { 2 * (SimulationLimits.longestPause / 1_000_000 + 1) }

    func deliverToCoordinator(_ number: Int) throws {
        guard let packet = connections[number].toCoordinator.next(), coordinator != nil else { return }
        messagesInStep += 1
        note("\(name(number)) says \(packet.envelope.message)")
        let peer = Connection.peer(number)
        connections[number].watch.hear(packet.envelope.message, at: time)
        try takeEvent { try $0.receive(packet, from: peer, at: $1) }
        guard coordinator?.isOver == false else { return }
        if duplicatesNext, case .result = packet.envelope.message {
            duplicatesNext = false
            record.add(.duplicate)
            note("and once more")
            try takeEvent { try $0.receive(packet, from: peer, at: $1) }
        }
        try injectIfDue(after: packet, from: number)
    }

    /// Checks whether any session of the coordinator should have ended. Its deadlines restart after a pause.
    func checkSessions() throws {
        guard let coordinator, !coordinator.isOver else { return }
        let members = Set(coordinator.machine.memberPeers)
        for (number, connection) in connections.enumerated() {
            let peer = Connection.peer(number)
            guard coordinator.machine.hasSession(peer) else { continue }
            let state = SessionWatch.State(
                isMember: members.contains(peer), isClosed: connection.state == .closed,
                // What the worker sent before a pause may arrive after it and counts as progress, so a paused worker
                // is not stuck.
                isStuck: processes[connection.process].isStuck
                    && processes[connection.process].pausedUntil <= time)
            do {
                try connection.watch.check(
                    state, microBatches: program.microBatches, isTrusted: !record.hasLied(name(number)),
                    notBefore: coordinatorPausedUntil, at: time)
            } catch {
                throw SimulationFailure(description: "\(name(number)): \(error)")
            }
        }
    }

    /// The coordinator dies. All connections close, and it is resumed later.
    func killCoordinator() {
        guard coordinator != nil else { return }
        if damagesOnKill {
            damagesOnKill = false
            if shelf.damageLast() { record.add(.damage) }
        }
        coordinator = nil
        coordinatorPausedUntil = 0
        for number in connections.indices where connections[number].state == .open {
            close(number)
        }
        queue.add(.resume, at: time + Int.random(in: 50_000...2_000_000, using: &generator))
    }

    func resume() throws {
        life += 1
        let snapshot = shelf.load()
        note("coordinator, life \(life)")
        coordinator = try program.coordinator(
            term: UInt64.random(in: 1...UInt64.max, using: &generator),
            minimumWorkers: life == 1 ? Int.random(in: 1...schedule.workers, using: &generator) : 1, from: snapshot,
            at: now)
        version = coordinator!.machine.version
        messagesInStep = 0
        queue.add(.coordinatorTick(life), at: time + Self.tick)
        try takeEvent { try $0.begin(at: $1) }
    }
}
