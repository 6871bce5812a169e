import Coordination
import Messages
import TestKit

/// A coordinator and workers in one thread, joined by queues. Which letter arrives next, which slot is done next and
/// who fails when is drawn from a seed; time is what the draws make of it.
struct SimulatedCluster {
    /// What can go wrong.
    private enum Fault: CaseIterable {
        /// A worker dies, and its closed connection is noticed.
        case death
        /// A worker dies, and only its silence tells.
        case silentDeath
        /// A worker is suspended for a while.
        case suspension
        /// A worker becomes a hundred times slower.
        case slowness
        /// A message of a worker cannot be read.
        case rubbish
        /// One more worker joins.
        case join
    }

    private enum Event {
        case toCoordinator(PeerID)
        case toWorker(PeerID)
        case slotDone(PeerID, Int)
        case applied(Int)
        case lossNoticed(PeerID)
    }

    let run: SimulatedRun
    private(set) var coordinator: SimulatedCoordinator
    /// How many workers the start waits for; there are always as many.
    private let minimumWorkers: Int
    private var workers: [PeerID: SimulatedWorker] = [:]
    /// Dead workers whose closed connection the coordinator has not noticed.
    private var unnoticed: [PeerID] = []
    private var faults: [Int: Fault] = [:]
    private var generator: Generator
    private var now = Duration.zero
    private var nextTick = Duration.milliseconds(100)
    private var joins = 0

    init(seed: Int) throws {
        generator = Generator(seed: seed)
        run = SimulatedRun(using: &generator)
        let count = Int.random(in: 1...4, using: &generator)
        minimumWorkers = Int.random(in: 1...count, using: &generator)
        coordinator = try SimulatedCoordinator(run: run, minimumWorkers: minimumWorkers)
        for _ in 0..<count { try join() }
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            faults[Int.random(in: 0..<400, using: &generator)] = Fault.allCases.randomElement(using: &generator)
        }
    }

    /// Runs to the end and says goodbye.
    mutating func finish() throws {
        var turns = 0
        while !coordinator.isOver {
            if let fault = faults[turns] { try strike(fault) }
            try turn()
            turns += 1
            try require(turns < 100_000, "the run does not end")
        }
        try coordinator.dismiss(at: now)
        send()
        for peer in workers.keys.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            while workers[peer]!.inbox.isEmpty == false, !workers[peer]!.hasEnded {
                try workers[peer]!.receive(at: now)
            }
            // Whoever has not joined, or lost its session, has nobody to tell it.
            guard workers[peer]!.machine.isJoined, !workers[peer]!.wantsToReconnect else { continue }
            try require(workers[peer]!.hasEnded, "a worker was not told that the run is over")
            try require(workers[peer]!.keepsNothing, "a worker keeps what nobody needs")
        }
    }

    /// One event, and the time that it takes.
    private mutating func turn() throws {
        if let event = events().randomElement(using: &generator) {
            now += .microseconds(Int.random(in: 0...2000, using: &generator))
            try handle(event)
        } else {
            now = nextTick
        }
        if now >= nextTick {
            nextTick = now + .milliseconds(100)
            try coordinator.timePassed(at: now)
            for peer in awake where workers[peer]!.inbox.isEmpty {
                try workers[peer]!.timePassed(at: now)
            }
        }
        send()
        for peer in awake where workers[peer]!.hasEnded {
            unnoticed.append(peer)
            if workers.removeValue(forKey: peer)!.wantsToReconnect { try join() }
        }
    }

    /// Workers that are not suspended, in a fixed order.
    private var awake: [PeerID] {
        workers.filter { $0.value.frozenUntil <= now }.map(\.key)
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    private func events() -> [Event] {
        var events = coordinator.applying.indices.map(Event.applied) + unnoticed.map(Event.lossNoticed)
        for (peer, worker) in workers.sorted(by: { $0.key.bytes.lexicographicallyPrecedes($1.key.bytes) }) {
            if !worker.outbox.isEmpty { events.append(.toCoordinator(peer)) }
            guard worker.frozenUntil <= now else { continue }
            if !worker.inbox.isEmpty { events.append(.toWorker(peer)) }
            events += worker.doneSlots(at: now).map { .slotDone(peer, $0) }
        }
        return events
    }

    private mutating func handle(_ event: Event) throws {
        switch event {
        case .toCoordinator(let peer):
            try coordinator.receive(workers[peer]!.outbox.removeFirst(), from: peer, at: now)
        case .toWorker(let peer):
            try workers[peer]!.receive(at: now)
        case .slotDone(let peer, let slot):
            try workers[peer]!.finish(slot: slot, at: now)
        case .applied(let index):
            try coordinator.apply(index, at: now)
        case .lossNoticed(let peer):
            unnoticed.removeAll { $0 == peer }
            try coordinator.lost(peer, at: now)
        }
    }

    /// Puts the coordinator's new letters under way; to the dead they go nowhere.
    private mutating func send() {
        for (peer, letter) in coordinator.takeLetters() {
            workers[peer]?.inbox.append(letter)
        }
    }

    private mutating func strike(_ fault: Fault) throws {
        guard let victim = awake.randomElement(using: &generator) else { return }
        switch fault {
        case .death:
            workers[victim] = nil
            unnoticed.append(victim)
        case .silentDeath:
            workers[victim] = nil
        case .suspension:
            workers[victim]!.frozenUntil = now + .milliseconds(Int.random(in: 100...25_000, using: &generator))
        case .slowness:
            // Once only: slower than that, it would stall.
            workers[victim]!.pace = min(workers[victim]!.pace * 100, .seconds(4))
        case .rubbish:
            try coordinator.receiveRubbish(from: victim, at: now)
        case .join:
            try join()
        }
        if workers.count < minimumWorkers || generator.chance(0.3) { try join() }
    }

    private mutating func join() throws {
        joins += 1
        let slots = Int.random(in: 1...3, using: &generator)
        let pace = Duration.milliseconds(Int.random(in: 1...40, using: &generator))
        let name = "worker \(100 + joins)"
        workers[peer(name)] = try SimulatedWorker(name: name, slots: slots, pace: pace, run: run, at: now)
    }
}
