import Coordination
import Messages
import TestKit

/// Workers: their start, connections, messages and end.
extension SimulatedCluster {
    func startWorker(after delay: Int, fingerprint: String? = nil) {
        let process = SimulatedProcess(
            name: "worker-\(processes.count + 1)", slots: Int.random(in: 1...2, using: &generator),
            pace: Int.random(in: 1000...40_000, using: &generator), fingerprint: fingerprint)
        processes.append(process)
        queue.add(.connect(processes.count - 1), at: time + delay)
    }

    func connect(_ process: Int) throws {
        // A stuck worker waits for its slots before it joins again.
        guard processes[process].isAlive, !processes[process].isStuck else { return }
        guard coordinator != nil else { return reconnect(process) }
        let number = connections.count
        let hello = hello(processes[process].name, slots: processes[process].slots, processID: process + 1)
        connections.append(
            Connection(
                process: process,
                worker: try program.worker(hello, fingerprint: processes[process].fingerprint, at: now),
                at: time))
        connectionOf[process] = number
        try connections[number].worker.handle(at: now) { $0.connected() }
        try flushWorker(number)
        queue.add(.workerTick(number), at: time + 100_000)
    }

    func reconnect(_ process: Int) {
        queue.add(.connect(process), at: time + Int.random(in: 50_000...400_000, using: &generator))
    }

    func deliverToWorker(_ number: Int) throws {
        guard let packet = connections[number].toWorker.next(), isServing(number) else { return }
        try connections[number].worker.receive(packet, at: now)
        try flushWorker(number)
    }

    /// Sends a worker's messages, and handles its slots and its end.
    func flushWorker(_ number: Int) throws {
        let process = connections[number].process
        for packet in connections[number].worker.takePackets() { post(packet, on: number) }
        // The limit: the results of two steps, if they are not read, and beats.
        let bound = 2 * (program.bucketCount + 1) * program.microBatches + beatsOfAPause
        try require(
            connections[number].toCoordinator.count <= bound,
            "\(connections[number].toCoordinator.count) packets of \(name(number)) wait")
        for slot in connections[number].worker.takeBegun() where !processes[process].isStuck {
            let jitter = Int.random(in: 0...processes[process].pace / 4, using: &generator)
            queue.add(.reports(number, slot: slot), at: time + processes[process].pace / 2 + jitter)
        }
        switch connections[number].worker.end {
        case nil: break
        case .left:
            processes[process].isAlive = false
            connections[number].state = .closed
        case .reconnecting(let reason):
            endConnection(number, reason)
            reconnect(process)
        }
    }

    func post(_ packet: ClusterPacket, on number: Int) {
        guard connections[number].state == .open else { return }
        if case .result = packet.envelope.message { connections[number].lastResult = packet }
        let arrival = connections[number].toCoordinator.add(packet, at: time + delay())
        queue.add(.toCoordinator(number), at: arrival)
    }

    /// The worker closes a connection. Messages that it has sent still arrive.
    func endConnection(_ number: Int, _ reason: String) {
        note("\(name(number)) reconnects: \(reason)")
        connections[number].state = .closed
        connections[number].toWorker.removeAll()
        connectionOf[connections[number].process] = nil
    }

    /// A connection closes: messages on it are lost, and both sides notice.
    func close(_ number: Int) {
        // `oldPacket` becomes a result that was just being sent, or else one that was sent earlier.
        if case .result? = connections[number].toCoordinator.last?.envelope.message {
            oldPacket = connections[number].toCoordinator.last
        } else {
            oldPacket = connections[number].lastResult ?? oldPacket
        }
        connections[number].state = .closed
        connections[number].toCoordinator.removeAll()
        connections[number].toWorker.removeAll()
        queue.add(.workerNotices(number), at: time + delay())
    }
}
