import ArgumentParser
import Configuration
import Datasets
import GeneratedFaces
import Networks
import Pictures
import PlainText
import Programs
import Worker

/// The allowed values of options that are not settings of a run.
enum OwnOptions {
    /// The allowed numbers of steps that a benchmark measures.
    static let steps = 1...10_000
    /// The allowed numbers of generated faces that `chorus data synthesize` writes.
    static let count = SyntheticFaces.minimumCount...1_000_000

    /// The allowed numbers of images of each class in a preview.
    static let images = 1...AugmentationPreview.mostImages
    /// The allowed numbers of copies, and of epochs, that a preview draws of each image.
    static let draws = 1...AugmentationPreview.mostDraws

    /// The rule for the value of an option, as the end of a sentence; nil for an option that takes any text.
    static func expectation(of option: String) -> String? {
        switch option {
        case "--steps": whole(steps)
        case "--count": whole(count)
        case "--images": whole(images)
        case "--draws": whole(draws)
        case "--split": "train, validation or test"
        case "--pace": "milliseconds with commas between them, as pace_ms of --json has them"
        case "--bind": "an address like tcp://10.0.0.1:7070"
        case "--config": "the path of a YAML file"
        case "--out": "a path"
        case "--resume": "a folder"
        case "--predictions", "--candidates": "the path of a CSV file"
        default: WorkerLimits.expectation(of: option)
        }
    }

    /// The error of an option's value, as a sentence; nil if the value is valid, or if the option takes any text.
    static func problem(with value: String, of option: String) -> String? {
        let isRight =
            switch option {
            case "--steps": Int(value).map(steps.contains) ?? false
            case "--count": Int(value).map(count.contains) ?? false
            case "--images": Int(value).map(images.contains) ?? false
            case "--draws": Int(value).map(draws.contains) ?? false
            case "--split": SplitName(rawValue: value) != nil
            case "--pace": MicroBatchPace(value) != nil
            default: WorkerLimits.problem(with: value, of: option) == nil
            }
        guard !isRight, let expectation = expectation(of: option) else { return nil }
        let splits = option == "--split" ? SplitName.allCases.map(\.rawValue) : []
        let advice = Spelling.nearest(to: value, among: splits).map { "; did you mean '\($0)'?" } ?? ""
        return "\(option) is \(value); it must be \(expectation)\(advice)"
    }

    /// Throws an error if a value that the parser has accepted is out of range.
    static func require(_ value: some CustomStringConvertible, of option: String) throws {
        if let problem = problem(with: "\(value)", of: option) { throw ValidationError(problem) }
    }

    private static func whole(_ range: ClosedRange<Int>) -> String {
        "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
}
