import Coordination
import Messages
import Testing
import Vocabulary

@Suite struct ExchangeAdviceTests {
    /// Seconds of a step whose exchange takes 40 ms for each worker: 10 ms a micro-batch, of which 6 hide it.
    private func step(workers: Int, microBatches: Int = 4, share: Double = 1) -> Double {
        let rounds = (microBatches + workers - 1) / workers
        return Double(rounds) * 0.01 + max(0, Double(workers) * 0.04 * share - 0.006)
    }

    private func advice(workers: Int, seconds: Double? = nil, gradientBytes: Int = 3_000_000) -> ExchangeAdvice {
        ExchangeAdvice(
            workers: workers, slots: 1, batchSize: 64, microBatches: 4, microBatchSeconds: 0.01,
            stepSeconds: seconds ?? step(workers: workers), weightBytes: 3_000_000, gradientBytes: gradientBytes)
    }

    @Test(arguments: 1...4, 1...8)
    func stepsOfOthersArePredictedFromThoseOfSome(workers: Int, others: Int) {
        let advice = advice(workers: workers)
        for factor in [1, 2, 8] {
            for share in [1, 0.75] {
                let expected = step(workers: others, microBatches: 4 * factor, share: share)
                let predicted = advice.predicted(workers: others, factor: factor, share: share)
                #expect(abs(predicted - expected) < 1e-12)
            }
        }
    }

    @Test func aSlowLinkIsToldOfWithWhatHelps() {
        // 20 + 74 ms with two workers, 40 + 34 with one.
        let advice = advice(workers: 2)
        #expect(advice.isNeeded)
        #expect(advice.bestWorkers == 1)
        #expect(
            advice.description
                == "the exchange slows training down: a step takes 94 ms, of which computing 20 ms; weights and gradients "
                + "go at 150 MB/s in all; more workers would make it slower. Faster: 1 worker (1.3 times the samples/s); in "
                + "a new run --batch-size 512 (3.2 times the samples/s) or --exchange-precision bf16 (1.1 times the "
                + "samples/s)")
        #expect(!self.advice(workers: 2, gradientBytes: 1_500_000).description.contains("bf16"))
    }

    @Test func anExchangeThatHidesIsNotToldOf() {
        #expect(!advice(workers: 2, seconds: 0.02).isNeeded)
        #expect(!advice(workers: 2, seconds: 0.024).isNeeded)
        #expect(advice(workers: 2, seconds: 0.031).isNeeded)
        // Four workers compute it in half of the time.
        #expect(advice(workers: 2, seconds: 0.02).bestWorkers == 4)
        #expect(advice(workers: 2, seconds: 0.02).predicted(workers: 4) == 0.01 + 0.006)
    }

    @Test func moreWorkersAreNotCalledSlowerWhereTheyAreFaster() {
        // 20 + 20 ms with three workers of which one computes twice; four compute once: 10 + 28.7.
        let three = advice(workers: 3, seconds: 0.04)
        #expect(three.bestWorkers == 2)
        #expect(abs(three.predicted(workers: 4) - 0.03866667) < 1e-6)
        #expect(!three.description.contains("more workers"))
    }

    @Test func moreWorkersThatOnlyCostAreToldOf() {
        // All four micro-batches are computed at once, and the exchange is small.
        let four = advice(workers: 4, seconds: 0.012)
        #expect(four.isNeeded)
        #expect(
            four.description
                == "more workers would make training slower: a step takes 12 ms, of which computing 10 ms; weights and "
                + "gradients go at 3000 MB/s in all. Faster: in a new run --batch-size 128 (1.1 times the samples/s) or "
                + "--exchange-precision bf16 (1.1 times the samples/s)")
        #expect(!advice(workers: 4, seconds: 0.01).isNeeded)
    }

    @Test func theLargestBatchIsNotExceeded() {
        func advice(_ batchSize: Int) -> String {
            ExchangeAdvice(
                workers: 2, slots: 1, batchSize: batchSize, microBatches: 4, microBatchSeconds: 0.01, stepSeconds: 0.1,
                weightBytes: 3_000_000, gradientBytes: 3_000_000
            ).description
        }
        #expect(advice(20_000).contains("--batch-size 40000 "))
        #expect(!advice(65_536).contains("--batch-size"))
    }

    @Test func theRunTellsOfItOnceForItsMembers() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.acknowledge(0, from: "a")
        #expect(notices(steps: 0..<40, milliseconds: 50, of: &harness, beating: 0).isEmpty, "computing is not known")
        #expect(notices(steps: 40..<80, milliseconds: 50, of: &harness, beating: 0.007).count == 1)
        #expect(notices(steps: 80..<120, milliseconds: 50, of: &harness, beating: 0.007).isEmpty)
        harness.join("b")
        harness.acknowledge(120, from: "b")
        let told = notices(steps: 120..<160, milliseconds: 90, of: &harness, beating: 0.007)
        #expect(told.count == 1)
        #expect(
            told.first?.hasPrefix("the exchange slows training down: a step takes 90 ms, of which computing 14") == true
        )
    }

    @Test func workersWithoutWorkDoNotKeepTheOthersFromBeingJudged() {
        var harness = CoordinatorHarness(microBatches: 1, batchSize: 4)
        for name in ["a", "b"] {
            harness.join(name)
            harness.acknowledge(0, from: name)
        }
        let told = notices(steps: 0..<30, milliseconds: 30, samples: 4, of: &harness, beating: 0.007, who: ["a"])
        #expect(told.count == 1)
    }

    @Test func workersOfTheSameMachineHaveNoLink() {
        var harness = CoordinatorHarness(host: "host")
        harness.join("a")
        harness.acknowledge(0, from: "a")
        #expect(notices(steps: 0..<40, milliseconds: 50, of: &harness, beating: 0.007).isEmpty)
    }

    @Test func stepsThatComputingFillsAreNotToldOf() {
        var harness = CoordinatorHarness()
        harness.join("a")
        harness.acknowledge(0, from: "a")
        #expect(notices(steps: 0..<80, milliseconds: 30, of: &harness, beating: 0.0074).isEmpty)
    }

    /// Takes steps of so long, in which the workers tell how long they compute, and gives what the operator is told.
    private func notices(
        steps: Range<Int>, milliseconds: Int, samples: Int = 16, of harness: inout CoordinatorHarness,
        beating seconds: Double, who: [String]? = nil
    ) -> [String] {
        var told: [String] = []
        for number in steps {
            let step = training(number, version: UInt64(number))
            harness.begin(step, samples: samples)
            var blocks: [(name: String, block: Block)] = []
            for name in harness.sessions.keys.sorted() { blocks += harness.assigned(to: name).map { (name, $0) } }
            for name in who ?? harness.sessions.keys.sorted() {
                harness.receive(.beat(Beat(progress: UInt64(number), microBatchSeconds: seconds)), from: name)
            }
            harness.now += .milliseconds(milliseconds)
            for (name, block) in blocks {
                harness.finish(block, step: step, from: name)
                for notice in harness.notices {
                    if case .exchangeBound = notice { told.append(notice.description) }
                }
            }
            for name in harness.sessions.keys.sorted() { harness.acknowledge(UInt64(number + 1), from: name) }
        }
        return told
    }
}
