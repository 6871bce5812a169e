import Coordination
import Messages
import Testing
import Vocabulary

@Suite struct ExchangeModelTests {
    /// Seconds of a step whose exchange takes 40 ms for each worker: 10 ms a micro-batch, of which 6 hide it.
    private func step(workers: Int, microBatches: Int = 4, share: Double = 1) -> Double {
        let rounds = (microBatches + workers - 1) / workers
        return Double(rounds) * 0.01 + max(0, Double(workers) * 0.04 * share - 0.006)
    }

    private func model(workers: Int, seconds: Double? = nil) -> ExchangeModel {
        ExchangeModel(
            ExchangeMeasurement(
                workers: workers, slots: 1, batchSize: 64, microBatches: 4, microBatchSeconds: 0.01,
                stepSeconds: seconds ?? step(workers: workers), weightBytes: 3_000_000, gradientBytes: 3_000_000))
    }

    @Test(arguments: 1...4, 1...8)
    func stepsOfOthersArePredictedFromThoseOfSome(workers: Int, others: Int) {
        let model = model(workers: workers)
        for factor in [1, 2, 8] {
            for share in [1, 0.75] {
                let expected = step(workers: others, microBatches: 4 * factor, share: share)
                let predicted = model.predicted(workers: others, factor: factor, share: share)
                #expect(abs(predicted - expected) < 1e-12)
            }
        }
    }

    @Test func aSlowLinkIsToldOf() {
        // 20 + 74 ms with two workers, 40 + 34 with one.
        let model = model(workers: 2)
        #expect(model.isExchangeBound && model.isSlow && model.moreWorkersAreSlower)
        #expect(model.bestWorkers == 1)
        #expect(model.batchFactor == 8)
        #expect(abs(model.gain(workers: 1) - 0.094 / 0.074) < 1e-9)
        #expect(abs(model.exchangePerWorker - 0.04) < 1e-9)
    }

    @Test func anExchangeThatHidesIsNotToldOf() {
        #expect(!model(workers: 2, seconds: 0.02).isExchangeBound)
        #expect(!model(workers: 2, seconds: 0.024).isExchangeBound)
        #expect(model(workers: 2, seconds: 0.031).isExchangeBound)
        // Four workers compute it in half of the time.
        #expect(model(workers: 2, seconds: 0.02).bestWorkers == 4)
        #expect(model(workers: 2, seconds: 0.02).predicted(workers: 4) == 0.01 + 0.006)
    }

    @Test func moreWorkersAreNotCalledSlowerWhereTheyAreFaster() {
        // 20 + 20 ms with three workers of which one computes twice; four compute once: 10 + 28.7.
        let three = model(workers: 3, seconds: 0.04)
        #expect(three.bestWorkers == 2)
        #expect(abs(three.predicted(workers: 4) - 0.03866667) < 1e-6)
        #expect(!three.moreWorkersAreSlower)
    }

    @Test func moreWorkersThatOnlyCostAreToldOf() {
        // All four micro-batches are computed at once, and the exchange is small.
        let four = model(workers: 4, seconds: 0.012)
        #expect(four.isExchangeBound)
        #expect(!four.isSlow && four.moreWorkersAreSlower)
        #expect(four.batchFactor == 2)
        #expect(!model(workers: 4, seconds: 0.01).isExchangeBound)
    }

    @Test func theLargestBatchIsNotExceeded() {
        func factor(_ batchSize: Int) -> Int {
            ExchangeModel(
                ExchangeMeasurement(
                    workers: 2, slots: 1, batchSize: batchSize, microBatches: 4, microBatchSeconds: 0.01,
                    stepSeconds: 0.1, weightBytes: 3_000_000, gradientBytes: 3_000_000)
            ).batchFactor
        }
        #expect(factor(20_000) == 2)
        #expect(factor(65_536) == 1)
    }

    @Test func theRunTellsOfItOnceForItsMembers() throws {
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
        let measured = try #require(told.first)
        #expect(abs(measured.stepSeconds - 0.09) < 1e-9 && measured.microBatchSeconds == 0.007)
        #expect(measured.workers == 2)
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

    /// Runs steps of this duration, in which the workers report how long they compute. Returns the advice to the
    /// operator.
    private func notices(
        steps: Range<Int>, milliseconds: Int, samples: Int = 16, of harness: inout CoordinatorHarness,
        beating seconds: Double, who: [String]? = nil
    ) -> [ExchangeMeasurement] {
        var told: [ExchangeMeasurement] = []
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
                    if case .exchangeBound(let measured) = notice { told.append(measured) }
                }
            }
            for name in harness.sessions.keys.sorted() { harness.acknowledge(UInt64(number + 1), from: name) }
        }
        return told
    }
}
