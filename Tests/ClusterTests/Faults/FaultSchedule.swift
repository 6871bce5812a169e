import TestKit

/// The faults of a run as data: its first workers, 1 to `workers`, and faults in their order.
struct FaultSchedule: Equatable {
    let workers: Int
    let faults: [Fault]

    /// A schedule.
    init(workers: Int, _ faults: [Fault]) {
        self.workers = workers
        self.faults = faults
    }
}

extension FaultSchedule: CustomStringConvertible {
    /// For instance `2 workers; at step 5 kill worker 2; at step 7 stop worker 1 for 1.2 s`.
    var description: String {
        (["\(workers) workers"] + faults.map(\.description)).joined(separator: "; ")
    }
}

extension FaultSchedule {
    /// The schedule of a seed: two to four workers and four to six faults, none of which affects the last worker.
    init(seed: Int) {
        var generator = Generator(seed: seed)
        let workers = Int.random(in: 2...4, using: &generator)
        var living = Array(1...workers)
        var started = workers
        var step = 0
        var faults: [Fault] = []
        for _ in 0..<Int.random(in: 4...6, using: &generator) {
            step += Int.random(in: 1...5, using: &generator)
            let milliseconds = Int.random(in: 0..<60, using: &generator)
            let kind = Fault.Kind.random(of: living, newcomer: started + 1, using: &generator)
            switch kind {
            case .kill(let worker), .terminate(let worker):
                living.removeAll { $0 == worker }
            case .start(let worker):
                living.append(worker)
                started = worker
            default: break
            }
            faults.append(Fault(step: step, milliseconds: milliseconds, kind: kind))
        }
        self.init(workers: workers, faults)
    }
}

extension Fault.Kind {
    /// A random fault for these workers.
    fileprivate static func random(of living: [Int], newcomer: Int, using generator: inout Generator) -> Fault.Kind {
        let worker = living.randomElement(using: &generator)!
        func seconds(_ range: ClosedRange<Int>) -> Double { Double(Int.random(in: range, using: &generator)) / 10 }
        while true {
            switch Int.random(in: 0..<12, using: &generator) {
            case 0 where living.count > 1: return .kill(worker: worker)
            case 1 where living.count > 1: return .terminate(worker: worker)
            // Another worker must be there to race it.
            case 2 where living.count > 1: return .stop(worker: worker, seconds: seconds(FaultRun.shortSilence))
            case 3 where living.count > 1: return .hold(worker: worker, seconds: seconds(FaultRun.shortSilence))
            case 4: return .stop(worker: worker, seconds: seconds(FaultRun.longSilence))
            case 5: return .hold(worker: worker, seconds: seconds(FaultRun.longSilence))
            case 6: return .cut(worker: worker, afterBytes: 0)
            case 7: return .cut(worker: worker, afterBytes: Int.random(in: 1...300_000, using: &generator))
            case 8: return .start(worker: newcomer)
            case 9: return .killCoordinator
            case 10: return .interruptCoordinator
            case 11: return .stopCoordinator(seconds: seconds(FaultRun.suspension))
            default: continue
            }
        }
    }
}
