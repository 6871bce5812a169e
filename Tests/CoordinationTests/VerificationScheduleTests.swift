import Coordination
import Testing

@Suite struct VerificationScheduleTests {
    @Test func trainingStepsAreVerifiedByTheirNumber() {
        var schedule = VerificationSchedule(every: 3)
        let verified = (0..<9).filter { schedule.begin(training($0, version: UInt64($0))) }
        #expect(verified == [2, 5, 8])
    }

    /// A coordinator that resumes from a checkpoint verifies the same steps.
    @Test func theNumberOfAStepIsThatOfTheRun() {
        var schedule = VerificationSchedule(every: 3)
        let isVerified = schedule.begin(training(0, version: 5))
        #expect(isVerified)
    }

    @Test func chunksOfValidationAreCountedOverEpochs() {
        var schedule = VerificationSchedule(every: 3)
        var verified: [Int] = []
        for epoch in 0..<3 {
            for chunk in 0..<2 where schedule.begin(validation(chunk, version: UInt64(epoch))) {
                verified.append(2 * epoch + chunk)
            }
        }
        #expect(verified == [2, 5])
    }

    @Test func nothingIsVerifiedUnlessAskedFor() {
        var schedule = VerificationSchedule(every: nil)
        let steps = (0..<5).map { schedule.begin(training($0, version: UInt64($0))) }
        let chunk = schedule.begin(validation(0, version: 5))
        #expect(!steps.contains(true) && !chunk)
    }
}
