/// What the worker program knows of its options, for an ``ArgumentReview``.
struct WorkerKnowledge: ArgumentKnowledge {
    func advice(forOption word: String, in review: ArgumentReview) -> String? {
        let name = String(word.drop { "-–—".contains($0) })
        return review.adviceForSpelling(of: name) ?? review.adviceForFamiliar(name)
            ?? review.adviceForNearest(to: name)
    }

    func expectation(of option: String) -> String? { WorkerLimits.expectation(of: option) }

    func problem(with value: String, of option: String) -> String? {
        WorkerLimits.problem(with: value, of: option)
    }
}
