import PlainText
import Testing

@Suite struct SpellingTests {
    private static let names = ["out", "seed", "epochs", "batch-size", "learning-rate", "workers", "skip-unreadable"]

    @Test(arguments: [
        ("Batch_Size", "batch-size"), ("batchsize", "batch-size"), ("epoch", "epochs"), ("ephocs", "epochs"),
        ("batch", "batch-size"), ("output", "out"), ("num-workers", "workers"), ("skip", "skip-unreadable"),
        ("lerning-rate", "learning-rate"), ("sede", "seed"),
    ])
    func theNearestIsFound(word: String, name: String) {
        #expect(Spelling.nearest(to: word, among: SpellingTests.names) == name)
    }

    /// A short word resembles many short words, which is no useful advice.
    @Test(arguments: ["lr", "bs", "gpu", "cuda", "port", "host", "amp", "x", "", "momentum"])
    func whatIsLikeNothingHasNoAdvice(word: String) {
        #expect(Spelling.nearest(to: word, among: SpellingTests.names) == nil)
    }

    @Test func theNearestOfSeveralIsTaken() {
        #expect(Spelling.nearest(to: "trian", among: ["retrain", "train", "try"]) == "train")
        #expect(Spelling.nearest(to: "val", among: ["validation-fraction", "valid"]) == "valid")
        #expect(Spelling.advice(for: "x", among: ["first", "second"]) == "there are first, second")
    }
}
