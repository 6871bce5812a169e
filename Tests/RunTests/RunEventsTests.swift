import Run
import Testing
import Vocabulary

@Suite struct RunEventsTests {
    private final class RecordingSubscriber: RunEventSubscriber {
        private(set) var names: [String] = []
        private(set) var isInside = false
        private(set) var wasEnteredTwice = false

        func receive(_ event: RunEvent) {
            wasEnteredTwice = wasEnteredTwice || isInside
            isInside = true
            names.append(event.name)
            isInside = false
        }
    }

    @Test func everySubscriberHearsOfEachEventInOrder() {
        let subscribers = [RecordingSubscriber(), RecordingSubscriber()]
        let events = RunEvents(subscribers)
        events.publish(.epochBegan(epoch: 1, step: 1))
        events.publish(.checkpointWritten(step: 3))
        for subscriber in subscribers { #expect(subscriber.names == ["epoch_began", "checkpoint_written"]) }
    }

    @Test func threadsPublishOneAtATime() async {
        let subscriber = RecordingSubscriber()
        let events = RunEvents([subscriber])
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { for number in 0..<1000 { events.publish(.imagesRead(number, of: task)) } }
            }
        }
        #expect(subscriber.names.count == 8000 && !subscriber.wasEnteredTwice)
    }

    @Test func whatHappensTooOftenForALogHasNoLevel() {
        #expect(RunEvent.imagesRead(1, of: 2).level == nil && RunEvent.readingEnded.level == nil)
        #expect(RunEvent.checkpointWritten(step: 1).level == .info && RunEvent.failed(reason: "x").level == .error)
        #expect(RunEvent.cluster(.joined(worker: "a", host: "h", slots: 1, workers: 1)).level == .info)
        #expect(RunEvent.clusterRepeated(count: 2, last: .connectionFailed(reason: "x")).level == .warning)
    }
}
