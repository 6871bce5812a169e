/// FER2013's CSV: columns `emotion` (0…6), `pixels` (48·48 numbers 0…255, separated by spaces) and optionally
/// `Usage`. Columns are in any order, names in any case, fields quoted or not.
struct FERTable: Sendable {
    /// The names of the classes, in the order of the numbers in the column `emotion`.
    static let emotions = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
    /// The number of rows of an image, and of its columns.
    static let side = 48

    /// The split that a row belongs to, as the column `Usage` names it.
    enum Usage: String, Sendable {
        case train = "Training"
        case validation = "PublicTest"
        case test = "PrivateTest"

        var split: SplitName {
            switch self {
            case .train: .train
            case .validation: .validation
            case .test: .test
            }
        }
    }

    /// The CSV file that holds the table.
    let file: CSVTable
    private let emotionColumn: Int
    private let pixelColumn: Int
    private let usageColumn: Int?

    /// Takes a table whose header names the columns `emotion` and `pixels`. The result is nil for any other table.
    init?(_ table: CSVTable) {
        guard let emotion = table.columns.firstIndex(of: "emotion"), let pixels = table.columns.firstIndex(of: "pixels")
        else { return nil }
        file = table
        emotionColumn = emotion
        pixelColumn = pixels
        usageColumn = table.columns.firstIndex(of: "usage")
    }

    /// The number of rows below the header.
    var count: Int { file.count }

    /// Where a row's image comes from, in the form of ``Split/sources``.
    func source(ofRow index: Int) -> String { "\(file.path):\(file.number(ofRow: index))" }

    /// Reads a row: its emotion, an index of ``emotions``; its usage, which is ``Usage/train`` if the table has no
    /// column `Usage`; and the pixels of its image.
    func row(_ index: Int) throws(DatasetError) -> (emotion: Int, usage: Usage, pixels: [UInt8]) {
        try file.read(index, fields)
    }

    private func fields(
        _ fields: [Slice<UnsafeRawBufferPointer>]
    ) throws(CSVLine.Failure) -> (emotion: Int, usage: Usage, pixels: [UInt8]) {
        let emotionText = CSVLine.text(fields[emotionColumn])
        guard let emotion = Int(emotionText), FERTable.emotions.indices.contains(emotion) else {
            throw CSVLine.Failure(reason: "emotion '\(emotionText)' is not in 0…\(FERTable.emotions.count - 1)")
        }
        var usage = Usage.train
        if let usageColumn {
            let text = CSVLine.text(fields[usageColumn])
            guard let known = Usage(rawValue: text) else {
                throw CSVLine.Failure(reason: "usage '\(text)' is none of Training, PublicTest, PrivateTest")
            }
            usage = known
        }
        let pixels = try CSVLine.bytes(fields[pixelColumn])
        let expected = FERTable.side * FERTable.side
        guard pixels.count == expected else {
            throw CSVLine.Failure(
                reason: "has \(pixels.count) pixels, not \(FERTable.side)×\(FERTable.side) = \(expected)")
        }
        return (emotion, usage, pixels)
    }
}
