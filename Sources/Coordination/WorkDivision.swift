import Messages
import Vocabulary

/// Divides the micro-batches of a step. Each one goes to the worker that would finish it first. Each worker's share is
/// cut into as few aligned blocks as possible. The division does not affect the result.
struct WorkDivision {
    /// A worker that can take work.
    struct Worker {
        let session: UInt64
        /// The number of micro-batches that the worker computes at a time.
        let slots: Int
        /// Estimated seconds for one micro-batch; nil before anything is measured.
        let secondsPerMicroBatch: Double?
        /// The number of micro-batches that the worker already holds.
        let load: Int
    }

    /// Workers whose times are within this factor of the median count as equally fast.
    private static let tolerance = 1.2

    /// Divides the micro-batches in `leaves` (ascending) among workers. Returns the blocks for each session that gets
    /// any.
    static func divide(_ leaves: [Int], among workers: [Worker]) -> [(session: UInt64, blocks: [Block])] {
        guard !workers.isEmpty else { return [] }
        let measured = workers.compactMap(\.secondsPerMicroBatch).sorted()
        let typical = measured.isEmpty ? 1 : measured[measured.count / 2]
        // Workers of nearly equal speed count as equally fast: a small measured difference changes with the next
        // measurement, and shares that differ by one micro-batch would be cut into many blocks, each of which sends a
        // gradient of its own.
        let seconds = workers.map { worker in
            let measured = worker.secondsPerMicroBatch ?? typical
            return max(measured, typical) < WorkDivision.tolerance * min(measured, typical) ? typical : measured
        }
        var loads = workers.map(\.load)
        var shares = [Int](repeating: 0, count: workers.count)
        for _ in leaves {
            let next = workers.indices.min { finish($0) < finish($1) }!
            loads[next] += 1
            shares[next] += 1
        }
        func finish(_ index: Int) -> Double {
            let rounds = (loads[index] + workers[index].slots) / workers[index].slots
            return Double(rounds) * seconds[index]
        }

        // The largest share gets the first micro-batches, where the largest aligned blocks begin, so that this share is
        // cut into few blocks.
        let order = workers.indices.sorted { (-shares[$0], $0) < (-shares[$1], $1) }
        var taken = 0
        var result: [(session: UInt64, blocks: [Block])] = []
        for index in order where shares[index] > 0 {
            let share = leaves[taken..<taken + shares[index]]
            taken += shares[index]
            result.append((workers[index].session, runs(of: share).flatMap(Block.covering)))
        }
        return result
    }

    /// Splits ascending numbers into ranges of consecutive numbers.
    private static func runs(of numbers: ArraySlice<Int>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for number in numbers {
            if let last = runs.last, last.upperBound == number {
                runs[runs.count - 1] = last.lowerBound..<number + 1
            } else {
                runs.append(number..<number + 1)
            }
        }
        return runs
    }
}
