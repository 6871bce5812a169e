import Coordination
import Messages
import TestKit

/// A coordinator and workers in one thread, joined by a network, on a clock. Everything is drawn from one seed: how long
/// letters and computations take, who fails when and how.
final class SimulatedCluster<Program: SimulatedProgram> {
    typealias Connection = SimulatedConnection<Program.Worker>
    typealias Envelopes = Letter<Program.Worker.Frame>

    let program: Program
    let schedule: Schedule
    var generator: Generator
    var queue = EventQueue()
    /// Microseconds.
    var time = 0

    var coordinator: Program.Coordinator?
    /// How many lives the coordinator has had.
    var life = 0
    var coordinatorPausedUntil = 0
    var shelf = CheckpointShelf<Program.Coordinator.Snapshot>()
    var processes: [SimulatedProcess] = []
    var connections: [Connection] = []
    /// A letter of a session that has ended.
    var oldLetter: Envelopes?

    var pendingFaults: [Fault]
    /// Messages that have come in the step at hand.
    var messagesInStep = 0
    /// Set by a fault for the next time: the next result arrives twice; the next checkpoint is not written whole.
    var duplicatesNext = false
    var killsInCheckpoint: CheckpointShelf<Program.Coordinator.Snapshot>.Step?
    var damagesOnKill = false

    /// What has happened.
    var record = SimulationRecord()
    private var version: UInt64 = 0
    /// What is told of each event; nil if nobody asks.
    var trace: [String]?

    private static var tick: Int { 100_000 }
    private static var lastTime: Int { 900_000_000 }

    /// A cluster that has not begun.
    init(_ program: Program, _ schedule: Schedule, _ generator: Generator, traced: Bool = false) {
        self.program = program
        self.schedule = schedule
        self.generator = generator
        pendingFaults = schedule.faults
        trace = traced ? [] : nil
    }

    /// Runs to the end, and returns the coordinator that came to it.
    func finish() throws -> Program.Coordinator {
        try resume()
        for _ in 0..<schedule.workers { startWorker(after: Int.random(in: 0...50_000, using: &generator)) }
        while coordinator?.isOver != true {
            guard let event = queue.next() else { throw SimulationFailure(description: "nothing happens any more") }
            time = max(time, event.time)
            try require(time < Self.lastTime, "the run does not end")
            try handle(event)
        }
        try dismiss()
        return coordinator!
    }

    // MARK: Events

    private func handle(_ event: Event) throws {
        if let wake = wakeTime(for: event.kind), wake > time {
            // Whoever is suspended does everything later: messages first, then the time.
            queue.add(event.kind, at: isTick(event.kind) ? wake + 1 : wake)
            return
        }
        switch event.kind {
        case .toCoordinator(let number): try deliverToCoordinator(number)
        case .toWorker(let number): try deliverToWorker(number)
        case .computed(let number, let slot):
            guard isServing(number) else { return }
            note("\(name(number)): slot \(slot) has finished")
            try connections[number].worker.finish(slot: slot, at: now)
            try flushWorker(number)
        case .workerNotices(let number):
            guard isServing(number), connections[number].state == .closed else { return }
            endConnection(number, "closed")
            reconnect(connections[number].process)
        case .workerTick(let number):
            guard isServing(number) else { return }
            try connections[number].worker.handle(at: now) { $0.timePassed(at: now) }
            try flushWorker(number)
            if isServing(number) { queue.add(.workerTick(number), at: time + 2 * Self.tick) }
        case .connect(let process): try connect(process)
        case .coordinatorTick(let life):
            guard life == self.life, coordinator != nil else { return }
            try tellCoordinator { [now] in $0.timePassed(at: now) }
            queue.add(.coordinatorTick(life), at: time + Self.tick)
        case .resume: try resume()
        }
    }

    /// Until when the one whose event this is stands still.
    private func wakeTime(for kind: Event.Kind) -> Int? {
        switch kind {
        case .toCoordinator, .coordinatorTick: coordinatorPausedUntil
        case .toWorker(let number), .workerNotices(let number), .workerTick(let number), .computed(let number, _):
            processes[connections[number].process].pausedUntil
        case .connect(let process): processes[process].pausedUntil
        case .resume: nil
        }
    }

    private func isTick(_ kind: Event.Kind) -> Bool {
        switch kind {
        case .coordinatorTick, .workerTick: true
        default: false
        }
    }

    var now: Duration { .microseconds(time) }

    /// Whether the worker of a connection lives and has not given it up.
    func isServing(_ number: Int) -> Bool {
        processes[connections[number].process].isAlive && connections[number].worker.end == nil
            && connectionOf[connections[number].process] == number
    }

    /// The connection that each process has at present.
    var connectionOf: [Int: Int] = [:]

    func name(_ number: Int) -> String { processes[connections[number].process].name }

    func note(_ text: @autoclosure () -> String) {
        if trace != nil { trace?.append("\(Double(time) / 1e6) s: \(text())") }
    }

    // MARK: The coordinator

    /// Lets the coordinator take an event, and sees to what follows from it.
    func tellCoordinator(_ event: (inout Coordination.Coordinator) -> [CoordinatorDirective]) throws {
        try takeEvent { try $0.handle(at: $1, event) }
    }

    private func takeEvent(_ event: (inout Program.Coordinator, Duration) throws -> Void) throws {
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
        if coordinator!.stepsDone != before { messagesInStep = 0 }
        let newVersion = coordinator!.machine.version
        try require(newVersion == version || newVersion == version + 1, "version \(newVersion) after \(version)")
        version = newVersion
        if let snapshot = try coordinator!.takeSnapshot(every: schedule.checkpointEvery) {
            shelf.save(snapshot, killedBefore: killsInCheckpoint)
            if let step = killsInCheckpoint {
                killsInCheckpoint = nil
                note("the coordinator dies before \(step) of a checkpoint")
                record.strike(.checkpointKill)
                killCoordinator()
                return
            }
        }
        try flushCoordinator()
    }

    private func check(_ notice: ClusterNotice) throws {
        note("\(notice)")
        switch notice {
        case .lost(_, let reason, _):
            record.losses += 1
            try require(record.explains(reason), "a worker was lost without a fault: \(reason)")
        case .waiting:
            // Somebody who reads this starts a worker; nothing else does when none is left.
            record.waits += 1
            startWorker(after: Int.random(in: 100_000...1_000_000, using: &generator))
        case .suspended(let seconds):
            try require(
                record.counts[.coordinatorPause] != nil, "nobody suspended the coordinator for \(seconds) s")
        default: break
        }
    }

    /// Puts the coordinator's letters under way; connections that have closed are found to be so.
    private func flushCoordinator() throws {
        var unreachable: [PeerID] = []
        for (peer, letter) in coordinator!.takeLetters() {
            let number = Connection.number(of: peer)
            guard number < connections.count else { continue }
            switch connections[number].state {
            case .open:
                let arrival = connections[number].toWorker.add(letter, at: time + delay())
                queue.add(.toWorker(number), at: arrival)
                // One version of the weights, work of one step, what it is told of that, and beats.
                let bound = 2 * program.bucketCount + 3 * program.microBatches + 2 * beatsOfAPause
                try require(
                    connections[number].toWorker.count <= bound,
                    "\(connections[number].toWorker.count) letters wait for \(name(number))")
            case .silent: break
            case .closed: if !unreachable.contains(peer) { unreachable.append(peer) }
            }
        }
        for peer in unreachable { try tellCoordinator { [now] in $0.lost(peer, at: now) } }
    }

    var beatsOfAPause: Int { 2 * (SimulationLimits.longestPause / 1_000_000 + 1) }

    private func deliverToCoordinator(_ number: Int) throws {
        guard let letter = connections[number].toCoordinator.next(), coordinator != nil else { return }
        messagesInStep += 1
        note("\(name(number)) says \(letter.envelope.message)")
        let peer = Connection.peer(number)
        try takeEvent { try $0.receive(letter, from: peer, at: $1) }
        guard coordinator?.isOver == false else { return }
        if duplicatesNext, case .result = letter.envelope.message {
            duplicatesNext = false
            record.strike(.duplicate)
            note("and once more")
            try takeEvent { try $0.receive(letter, from: peer, at: $1) }
        }
        try strikeIfDue(after: letter, from: number)
    }

    /// The coordinator dies; everybody's connection closes, and somebody resumes it later.
    func killCoordinator() {
        guard coordinator != nil else { return }
        if damagesOnKill {
            damagesOnKill = false
            if shelf.damageLast() { record.strike(.damage) }
        }
        coordinator = nil
        coordinatorPausedUntil = 0
        for number in connections.indices where connections[number].state == .open {
            close(number)
        }
        queue.add(.resume, at: time + Int.random(in: 50_000...2_000_000, using: &generator))
    }

    private func resume() throws {
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

    // MARK: The end

    private func dismiss() throws {
        try coordinator!.handle(at: now) { $0.dismiss(reason: "the run is over", final: true) }
        try flushCoordinator()
        for number in connections.indices where isServing(number) && connections[number].state == .open {
            while connections[number].worker.end == nil, let letter = connections[number].toWorker.next() {
                try connections[number].worker.receive(letter, at: now)
            }
            // Whoever has not joined, or lost its session, has nobody to tell it.
            guard connections[number].worker.machine.isJoined, connections[number].worker.end == .left else { continue }
            try require(connections[number].worker.keepsNothing, "\(name(number)) keeps what nobody needs")
            record.dismissed += 1
        }
    }

    /// How long a letter is under way, in microseconds.
    func delay() -> Int {
        let draw = generator.next()
        return draw & 31 == 0 ? Int(draw >> 40) % 60_000 : 20 + Int(draw >> 40) % 1500
    }
}

/// Bounds of what is simulated, in microseconds.
enum SimulationLimits {
    static let longestPause = 9_000_000
    static let slowestPace = 500_000
}
