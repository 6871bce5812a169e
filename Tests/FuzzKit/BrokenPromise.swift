/// What a reader promises and did not keep.
struct BrokenPromise: Error, CustomStringConvertible {
    let description: String
}

/// Throws unless the promise holds.
func promise(_ isKept: Bool, _ promise: String) throws {
    if !isKept { throw BrokenPromise(description: promise) }
}

/// An error is one line for a person, without what a terminal would obey, and not as long as a hostile file likes.
func promiseOneLine(_ error: some Error) throws {
    let text = "\(error)"
    let isPlain = !text.unicodeScalars.contains { scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
    try promise(isPlain, "an error is one line of plain text: \(text.debugDescription)")
    try promise(text.utf8.count <= 2000, "an error is short: it has \(text.utf8.count) bytes")
}
