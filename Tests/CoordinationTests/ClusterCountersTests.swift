import Coordination
import Foundation
import Testing
import Vocabulary

/// A counter is declared once: it is read, summed and written with all others.
@Suite struct ClusterCountersTests {
    private let zero = ClusterCounters()

    @Test func everyCounterIsReadAndSummed() throws {
        var last = 0
        let filled = fill(try json(zero), last: &last)
        #expect(last >= 14)
        let some = try JSONDecoder().decode(
            ClusterCounters.self, from: try JSONSerialization.data(withJSONObject: filled))
        #expect(try json(some) == filled)
        #expect(try json(some + zero) == filled)
        #expect(try json(zero + some) == filled)
    }

    @Test func countsAddUp() throws {
        var one = ClusterCounters()
        one[.lives] = 1
        one.blocksByWorker = ["a": 2, "b": 3]
        var other = ClusterCounters()
        other[.lives] = 4
        other.blocksByWorker = ["b": 5, "c": 6]
        let sum = one + other
        #expect(sum[.lives] == 5)
        #expect(sum.blocksByWorker == ["a": 2, "b": 8, "c": 6])
    }

    /// Under its name in snake_case, and in the documentation.
    @Test func theSummaryHasEachCounter() throws {
        var counters = ClusterCounters()
        for (index, counter) in ClusterCounter.allCases.enumerated() { counters[counter] = index + 1 }
        counters[.workersDismissed] = 0
        counters.blocksByWorker = ["a": 7]
        let data = try JSONEncoder().encode(Summary(counters: counters))
        #expect(try JSONDecoder().decode(Summary.self, from: data).counters == counters)
        let keys = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]).keys
        #expect(keys.contains("blocks_raced") && keys.contains("lives") && keys.contains("blocks_by_worker"))
        #expect(keys.count == ClusterCounter.allCases.count)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let page = try String(contentsOf: root.appending(path: "docs/fault-tolerance.md"), encoding: .utf8)
        #expect(keys.filter { !page.contains("`\($0)`") } == [])
    }

    /// The summary of a run that ended before there was such a counter.
    @Test func aSummaryWithoutACounterIsRead() throws {
        let summary = try JSONDecoder().decode(Summary.self, from: Data(#"{"lives":2,"blocks_by_worker":{}}"#.utf8))
        #expect(summary.counters[.lives] == 2 && summary.counters[.blocksRaced] == 0)
    }

    private struct Summary: Codable {
        let counters: ClusterCounters

        init(counters: ClusterCounters) { self.counters = counters }
        init(from decoder: any Decoder) throws { counters = try ClusterCounters(fromSummary: decoder) }
        func encode(to encoder: any Encoder) throws { try counters.encode(toSummary: encoder) }
    }

    private func json(_ counters: ClusterCounters) throws -> NSDictionary {
        let object = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(counters))
        return try #require(object as? NSDictionary)
    }

    /// The same object with another number for each counter. An object without numbers gets one with a name.
    private func fill(_ object: NSDictionary, last: inout Int) -> NSDictionary {
        guard object.count > 0 else {
            last += 1
            return ["a": last]
        }
        let filled = NSMutableDictionary()
        for case (let key as String, let value) in object {
            if let inner = value as? NSDictionary {
                filled[key] = fill(inner, last: &last)
            } else {
                last += 1
                filled[key] = last
            }
        }
        return filled
    }
}
