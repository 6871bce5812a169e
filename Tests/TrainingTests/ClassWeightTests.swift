import Testing
import Training

private struct Balanced: Decodable {
    struct Case: Decodable {
        let counts: [Int]
        let weights: [Float]
    }

    let cases: [Case]
}

@Suite struct ClassWeightTests {
    @Test func balancedFollowsScikitLearn() throws {
        let balanced: Balanced = try golden("class_weights")
        #expect(!balanced.cases.isEmpty)
        for example in balanced.cases {
            let classes = example.counts.indices.map { "class \($0)" }
            let weights = try ClassWeightOption.balanced.weights(labels: example.counts, classes: classes)
            #expect(weights == example.weights)
        }
    }

    @Test func noSamplesWeighNothing() throws {
        #expect(try ClassWeightOption.balanced.weights(labels: [0, 0], classes: ["a", "b"]) == [0, 0])
    }

    @Test func noneWeighsAllAlike() throws {
        #expect(try ClassWeightOption.none.weights(labels: [3, 0], classes: ["a", "b"]) == [1, 1])
    }

    @Test func perClassFollowsTheOrderOfClasses() throws {
        let option = ClassWeightOption.perClass(["b": 2, "a": 0.5, "c": 0])
        #expect(try option.weights(labels: [1, 1, 1], classes: ["a", "b", "c"]) == [0.5, 2, 0])
    }

    @Test(
        arguments: [
            (["a": 1, "b": 1, "z": 1], ClassWeightError.unknownClass("z", known: ["a", "b"])),
            (["a": 1], .missingClass("b")),
            (["a": 1, "b": -1], .invalidWeight("b", -1)),
            (["a": Float.infinity, "b": 1], .invalidWeight("a", .infinity)),
        ] as [([String: Float], ClassWeightError)])
    func wrongWeightsAreErrors(weights: [String: Float], expected: ClassWeightError) {
        #expect(throws: expected) {
            try ClassWeightOption.perClass(weights).weights(labels: [1, 1], classes: ["a", "b"])
        }
    }

    @Test func errorsNameTheClass() {
        #expect(
            ClassWeightError.unknownClass("hapy", known: ["angry", "happy"]).description
                == "class_weight names class \"hapy\", which the data does not have; its classes are angry, happy")
        #expect(ClassWeightError.missingClass("fear").description.contains("leaves out class \"fear\""))
        #expect(ClassWeightError.invalidWeight("sad", -2).description.contains("\"sad\" -2.0"))
    }

    @Test(arguments: [ClassWeightOption.none, .balanced, .perClass(["happy": 1.5, "sad": 0])])
    func survivesJSON(option: ClassWeightOption) throws {
        #expect(try throughJSON([option]) == [option])
    }

    @Test func otherWordsAreErrors() {
        #expect(throws: DecodingError.self) {
            let _: [ClassWeightOption] = try decoded(#"["balance"]"#)
        }
    }
}
