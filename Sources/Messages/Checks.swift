/// Returns `value` as an Int if it is in `range`. Otherwise throws an error that names `field`, as the functions below
/// do.
func checked(_ value: UInt64, _ field: String, _ range: ClosedRange<Int>) throws(MessageError) -> Int {
    guard let number = Int(exactly: value), range.contains(number) else {
        throw .value(field: field, value: "\(value)", allowed: "\(range)")
    }
    return number
}

/// Returns `value` if it is in `range`.
func checked(_ value: UInt64, _ field: String, _ range: ClosedRange<UInt64>) throws(MessageError) -> UInt64 {
    try check(range.contains(value), field, value, "\(range)")
    return value
}

/// Returns `value` as an Int if it can be the index of a bucket.
func checkedBucket(_ value: UInt64, _ field: String) throws(MessageError) -> Int {
    try checked(value, field, 0...MessageLimits.buckets.upperBound - 1)
}

/// Returns `text` if it may stand in a log line and its UTF-8 length is in `allowed`.
func checkedText(_ text: String, _ field: String, bytes allowed: ClosedRange<Int>) throws(MessageError) -> String {
    if let problem = problem(of: text, bytes: allowed) { throw .text(field: field, problem: problem) }
    return text
}

/// Returns `name` if it may stand in a log line and has 1 to ``MessageLimits/nameBytes`` bytes of UTF-8.
func checkedName(_ name: String, _ field: String) throws(MessageError) -> String {
    try checkedText(name, field, bytes: 1...MessageLimits.nameBytes)
}

/// Returns `reason` if it may stand in a log line and has at most ``MessageLimits/reasonBytes`` bytes of UTF-8; it may
/// be empty.
func checkedReason(_ reason: String, _ field: String) throws(MessageError) -> String {
    try checkedText(reason, field, bytes: 0...MessageLimits.reasonBytes)
}

/// Throws ``MessageError/value(field:value:allowed:)`` unless `condition` holds.
func check(
    _ condition: Bool, _ field: String, _ value: some CustomStringConvertible, _ allowed: String
) throws(MessageError) {
    guard condition else { throw .value(field: field, value: value.description, allowed: allowed) }
}

extension Int {
    var isPowerOfTwo: Bool { self > 0 && nonzeroBitCount == 1 }
}
