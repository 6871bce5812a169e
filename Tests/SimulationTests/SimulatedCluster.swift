import Coordination
import Messages
import TestKit

/// A coordinator and workers in one thread, with a simulated network and clock. Everything is drawn from one seed: the
/// times of messages and computations, and the faults.
final class SimulatedCluster<Program: SimulatedProgram> {
    typealias Connection = SimulatedConnection<Program.Worker>
    typealias ClusterPacket = Packet<Program.Worker.Frame>

    let program: Program
    let schedule: Schedule
    var generator: Generator
    var queue = EventQueue()
    /// Microseconds.
    var time = 0

    var coordinator: Program.Coordinator?
    /// How many processes of the coordinator there were.
    var life = 0
    var coordinatorPausedUntil = 0
    var shelf = CheckpointShelf<Program.Coordinator.Snapshot>()
    var processes: [SimulatedProcess] = []
    var connections: [Connection] = []
    /// A message of a session that has ended.
    var oldPacket: ClusterPacket?

    var pendingFaults: [Fault]
    /// Messages that have arrived in the present step.
    var messagesInStep = 0
    /// Set by a fault: the next result arrives twice; the next checkpoint is not written completely.
    var duplicatesNext = false
    var killsInCheckpoint: CheckpointShelf<Program.Coordinator.Snapshot>.Step?
    var damagesOnKill = false
    /// How many results were made wrong so far.
    var corruptions: UInt64 = 0

    /// What has happened.
    var record = SimulationRecord()
    /// The version of the weights that the coordinator had after its last event.
    var version: UInt64 = 0
    /// Prints each event; nil to print none.
    var trace: [String]?

    static var tick: Int { 100_000 }
    private static var lastTime: Int { 900_000_000 }

    /// A cluster that has not started.
    init(_ program: Program, _ schedule: Schedule, _ generator: Generator, traced: Bool = false) {
        self.program = program
        self.schedule = schedule
        self.generator = generator
        pendingFaults = schedule.faults
        trace = traced ? [] : nil
    }

    /// Runs to the end. Returns the last coordinator.
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

    private func handle(_ event: Event) throws {
        if let wake = wakeTime(for: event.kind), wake > time {
            // A suspended process handles everything later: messages first, then the time.
            queue.add(event.kind, at: isTick(event.kind) ? wake + 1 : wake)
            return
        }
        switch event.kind {
        case .toCoordinator(let number): try deliverToCoordinator(number)
        case .toWorker(let number): try deliverToWorker(number)
        case .reports(let number, let slot):
            guard isServing(number) else { return }
            guard !processes[connections[number].process].isStuck else { return }
            let isIdle = try connections[number].worker.report(slot: slot, at: now)
            if isIdle {
                note("\(name(number)): slot \(slot) has finished")
            } else {
                // Half of the time is for the metrics, the rest for the buckets, one by one.
                let pace = processes[connections[number].process].pace
                queue.add(event.kind, at: time + pace / 2 / (program.bucketCount + 1))
            }
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
            try checkSessions()
            queue.add(.coordinatorTick(life), at: time + Self.tick)
        case .resume: try resume()
        }
    }

    /// Until when the process of an event is suspended.
    private func wakeTime(for kind: Event.Kind) -> Int? {
        switch kind {
        case .toCoordinator, .coordinatorTick: coordinatorPausedUntil
        case .toWorker(let number), .workerNotices(let number), .workerTick(let number), .reports(let number, _):
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

    /// Whether the worker of a connection is alive and has not closed it.
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

    private func dismiss() throws {
        // A worker that has not joined, has lost its session or was expelled gets no goodbye.
        let told = connections.indices.filter { coordinator!.machine.hasSession(Connection.peer($0)) }
        try coordinator!.handle(at: now) { $0.dismiss(reason: "the run is over", final: true) }
        try flushCoordinator()
        for number in told where isServing(number) && connections[number].state == .open {
            while connections[number].worker.end == nil, let packet = connections[number].toWorker.next() {
                try connections[number].worker.receive(packet, at: now)
            }
            guard connections[number].worker.machine.isJoined, connections[number].worker.end == .left else { continue }
            try require(connections[number].worker.keepsNothing, "\(name(number)) keeps what nobody needs")
            record.dismissed += 1
        }
    }

    /// How long a message takes, in microseconds.
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
