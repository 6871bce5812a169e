import Coordination
import Messages
import TestKit
import Vocabulary

/// Faults.
extension SimulatedCluster {
    /// Injects the faults that are due.
    func injectIfDue(after packet: ClusterPacket, from number: Int) throws {
        guard let step = coordinator?.stepsDone else { return }
        var index = 0
        while index < pendingFaults.count {
            let fault = pendingFaults[index]
            switch fault.moment {
            case .message(let count, let due):
                guard step > due || (step == due && messagesInStep > count) else {
                    index += 1
                    continue
                }
                pendingFaults.remove(at: index)
                try inject(fault.kind, victim: randomVictim())
            case .amidBuckets(let due):
                guard step >= due, isAmidBuckets(packet), isServing(number), connections[number].state == .open else {
                    index += 1
                    continue
                }
                pendingFaults.remove(at: index)
                record.lossesAmidBuckets += 1
                try inject(fault.kind, victim: number)
            }
            guard coordinator?.isOver == false else { return }
        }
    }

    /// Whether a message has a bucket of a block, but not the last one.
    private func isAmidBuckets(_ packet: ClusterPacket) -> Bool {
        guard case .result(let result) = packet.envelope.message, case .bucket(let bucket) = result.content else {
            return false
        }
        return bucket > 0
    }

    private func randomVictim() -> Int? {
        connections.indices.filter { isServing($0) && connections[$0].state == .open }.randomElement(using: &generator)
    }

    private func inject(_ kind: Fault.Kind, victim: Int?) throws {
        switch kind {
        case .damage: damagesOnKill = true
        case .checkpointKill: killsInCheckpoint = CheckpointShelf.Step.allCases.randomElement(using: &generator)
        case .duplicate: duplicatesNext = true
        default:
            if kind.affectsAWorker, victim == nil { return }
            if kind == .oldSession, oldPacket == nil { return }
            // Without verification wrong bits would be accepted.
            if kind == .wrong, program.verifyEvery != 1 { return }
            note("fault: \(kind) \(victim.map(name) ?? "")")
            record.add(kind, worker: kind.affectsAWorker ? victim.map(name) : nil, at: time)
        }
        switch kind {
        case .lateJoin: startWorker(after: 0)
        case .otherProcessor: startWorker(after: 0, fingerprint: "other")
        case .stranger: try greetAsAStranger()
        case .coordinatorPause:
            coordinatorPausedUntil = time + Int.random(in: 100_000...8_000_000, using: &generator)
        case .coordinatorKill, .damage: killCoordinator()
        case .checkpointKill, .duplicate: break
        default: if let victim { try inject(kind, at: victim) }
        }
    }

    private func inject(_ kind: Fault.Kind, at number: Int) throws {
        let process = connections[number].process
        switch kind {
        case .kill: kill(number)
        case .cut: close(number)
        case .silence:
            connections[number].state = .silent
            connections[number].toCoordinator.removeAll()
            connections[number].toWorker.removeAll()
        case .pause:
            let length = Int.random(in: 100_000...SimulationLimits.longestPause, using: &generator)
            // The end of an earlier pause never becomes earlier, since events are already delayed until then.
            processes[process].pausedUntil = max(processes[process].pausedUntil, time + length)
        case .slow: processes[process].pace = min(processes[process].pace * 30, SimulationLimits.slowestPace)
        case .stuck: processes[process].isStuck = true
        case .leave:
            try connections[number].worker.handle(at: now) { $0.leave(reason: "terminated") }
            try flushWorker(number)
        case .malformed:
            try tellCoordinator { [now] in $0.receivedMalformed("malformed", from: Connection.peer(number), at: now) }
        case .oldSession: if let oldPacket { post(oldPacket, on: number) }
        case .otherTerm:
            let term = (coordinator?.machine.settings.term ?? 0) ^ 1
            let beat = Envelope(term: term, session: 1, message: .beat(Beat(progress: 1)))
            post(Packet(envelope: beat, frame: nil), on: number)
        case .notFinite: corrupt(.notFinite, at: number)
        case .wrong: corrupt(.wrong, at: number)
        case .absurd: corrupt(.absurd, at: number, times: Int.random(in: 1...12, using: &generator))
        default: preconditionFailure("\(kind) affects no worker")
        }
    }

    /// The coordinator cannot find the wrong result if two workers send the same wrong bits. So each corruption of a
    /// schedule changes another bit.
    private func corrupt(_ kind: Corruption.Kind, at number: Int, times: Int = 1) {
        let bit = corruptions % Corruption.bits
        corruptions += 1
        let different = generator.next() / Corruption.bits * Corruption.bits + bit
        connections[number].worker.corrupt(Corruption(kind: kind, number: different, times: times))
    }

    /// A worker dies; often another one is started.
    private func kill(_ number: Int) {
        close(number)
        processes[connections[number].process].isAlive = false
        if generator.chance(0.5) { startWorker(after: Int.random(in: 0...3_000_000, using: &generator)) }
    }

    private func greetAsAStranger() throws {
        let peer = PeerID([255, UInt8.random(in: 0...255, using: &generator)])
        let other = hello("stranger", protocolVersion: ProtocolVersion.current + 1)
        let greeting =
            generator.chance(0.5)
            ? Envelope(term: 0, session: 0, message: .hello(other))
            : Envelope(term: 1, session: 1, message: .goodbye(Goodbye(reason: "", final: true)))
        try tellCoordinator { [now] in $0.received(greeting, frameBytes: nil, from: peer, at: now) }
    }
}
