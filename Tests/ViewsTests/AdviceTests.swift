import Testing
import Views
import Vocabulary

@Suite struct AdviceTests {
    private func advice(
        workers: Int, step: Double, batchSize: Int = 64, gradientBytes: Int = 3_000_000
    ) -> String {
        ClusterEvent.exchangeBound(
            ExchangeMeasurement(
                workers: workers, slots: 1, batchSize: batchSize, microBatches: 4, microBatchSeconds: 0.01,
                stepSeconds: step, weightBytes: 3_000_000, gradientBytes: gradientBytes)
        ).sentence
    }

    @Test func aSlowLinkIsToldOfWithWhatHelps() {
        // The exchange takes 40 ms for each worker: 20 + 74 ms with two workers, 40 + 34 with one.
        #expect(
            advice(workers: 2, step: 0.094)
                == "the exchange slows training down: a step takes 94 ms, of which computing 20 ms; weights and "
                + "gradients go at 150 MB/s in all; more workers would make it slower. Faster: 1 worker "
                + "(1.3 times the samples/s); in a new run --batch-size 512 (3.2 times the samples/s) or "
                + "--exchange-precision bf16 (1.1 times the samples/s)")
        #expect(!advice(workers: 2, step: 0.094, gradientBytes: 1_500_000).contains("bf16"))
    }

    @Test func moreWorkersThatOnlyCostAreToldOf() {
        #expect(
            advice(workers: 4, step: 0.012)
                == "more workers would make training slower: a step takes 12 ms, of which computing 10 ms; weights and "
                + "gradients go at 3000 MB/s in all. Faster: in a new run --batch-size 128 (1.1 times the samples/s) "
                + "or --exchange-precision bf16 (1.1 times the samples/s)")
        #expect(!advice(workers: 3, step: 0.04).contains("more workers would"))
    }

    @Test func theLargestBatchIsNotExceeded() {
        #expect(advice(workers: 2, step: 0.1, batchSize: 20_000).contains("--batch-size 40000 "))
        #expect(!advice(workers: 2, step: 0.1, batchSize: 65_536).contains("--batch-size"))
    }

    @Test func idleSlotsAreToldOfWithTheOptionsThatUseThem() {
        func sentence(_ capacity: IdleCapacity) -> String { ClusterEvent.idle(capacity).sentence }
        #expect(
            sentence(IdleCapacity(.slots, count: 7, microBatches: 4, batchSize: 16))
                == "3 of 7 slots stay idle: a batch of 16 is cut into 4 micro-batches; --batch-size 128 "
                + "--micro-batches 8 in a new run would use them")
        // The batch is already large enough.
        #expect(
            sentence(IdleCapacity(.cores, count: 8, microBatches: 1, batchSize: 128))
                == "7 of 8 cores stay idle: a batch of 128 is cut into 1 micro-batch; --micro-batches 8 in a new run "
                + "would use them")
    }

    @Test func anExpulsionSaysWhatItMeansForTheRun() {
        func sentence(_ phase: Phase, since: UInt64?) -> String {
            let step = StepID(phase: phase, epoch: 1, step: 2, version: 2)
            return ClusterEvent.expelled(Expulsion(worker: "a", step: step, unverifiedSince: since)).sentence
        }
        #expect(
            sentence(.training, since: 1)
                == "worker a was expelled: its result in step 3 is not what the coordinator computes itself; its "
                + "unverified work is in the run from step 1 on, which is no longer reproducible")
        #expect(
            sentence(.validation, since: nil)
                == "worker a was expelled: its result in the validation after step 2 is not what the coordinator "
                + "computes itself; no unverified work of it is in the run")
    }
}
