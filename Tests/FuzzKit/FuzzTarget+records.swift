import Files
import Foundation

extension FuzzTarget {
    /// A file of records. A record that is found is the one that was written, however the file was changed.
    static let records = FuzzTarget(
        "records", maximumLength: 1024, seeds: { recordSeeds },
        read: { bytes in
            try recordInput.holding(bytes) { path in
                guard let file = RecordFile(path, length: recordLength) else { return }
                for (index, source) in recordSources.enumerated() {
                    var found = [UInt8](repeating: 0, count: recordLength)
                    guard file.read(madeFrom: source, into: &found) else { continue }
                    try promise(found == record(index), "a record is the one that was written")
                }
            }
        })

    private static let recordLength = 8
    private static let recordInput = ScratchFile(name: "input.pixels")
    private static let recordSources = (0..<4).map { index in
        withUnsafeBytes(of: UInt64(index)) { ContentDigest(of: $0) }
    }

    private static func record(_ index: Int) -> [UInt8] {
        (0..<recordLength).map { UInt8(16 * index + $0) }
    }

    private static var recordSeeds: [[UInt8]] {
        let records = recordSources.indices.flatMap(record)
        return [recordSources.map(Optional.some), [nil, recordSources[1], nil, recordSources[1]]].map { sources in
            try! recordInput.holding([]) { path in
                try records.withUnsafeBytes {
                    try RecordFile.write(path, records: $0, length: recordLength, madeFrom: sources)
                }
                return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
            }
        }
    }
}
