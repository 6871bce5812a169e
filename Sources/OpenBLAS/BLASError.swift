/// Why OpenBLAS cannot be used, as one line for a person.
public enum BLASError: Error, Equatable, Sendable {
    /// The system has no library of the names that were tried.
    case notFound(reason: String)
    /// The library lacks a function, or does not compute on one thread although it was told to.
    case unsuitable(library: String, reason: String)
}

extension BLASError: CustomStringConvertible {
    /// One line that says why OpenBLAS cannot be used, and how to install it.
    public var description: String {
        switch self {
        case .notFound(let reason): "OpenBLAS cannot be loaded (\(reason)); \(BLASError.advice)"
        case .unsuitable(let library, let reason):
            "\(library) is not an OpenBLAS that can be used (\(reason)); \(BLASError.advice)"
        }
    }

    private static let advice = "install it: apt-get install libopenblas-dev"
}
