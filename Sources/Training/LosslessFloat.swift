/// A float that keeps its value in JSON. A finite float is a number there. JSON has no numbers for the other floats, so
/// they are the texts `nan`, `inf` and `-inf`. Two NaNs are equal, so that a state read from a file equals the state
/// that was written.
@propertyWrapper
public struct LosslessFloat: Codable, Hashable, Sendable {
    /// The float that is wrapped.
    public var wrappedValue: Float

    /// Wraps a float.
    public init(wrappedValue: Float) {
        self.wrappedValue = wrappedValue
    }

    /// Reads a number or one of the three texts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Float.self) {
            wrappedValue = number
            return
        }
        switch try container.decode(String.self) {
        case "nan": wrappedValue = .nan
        case "inf": wrappedValue = .infinity
        case "-inf": wrappedValue = -.infinity
        case let text:
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not a number")
        }
    }

    /// Writes a number or one of the three texts.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if wrappedValue.isFinite {
            try container.encode(wrappedValue)
        } else {
            try container.encode(wrappedValue.isNaN ? "nan" : "\(wrappedValue)")
        }
    }

    /// Whether both are the same number, or both are NaN.
    public static func == (left: LosslessFloat, right: LosslessFloat) -> Bool {
        left.wrappedValue == right.wrappedValue || left.wrappedValue.isNaN && right.wrappedValue.isNaN
    }

    /// Hashes the number. All NaNs have the same hash.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(wrappedValue.isNaN ? .nan : wrappedValue)
    }
}
