/// Why OpenBLAS cannot be used, as one line for a person.
public enum BLASError: Error, Equatable, Sendable {
    /// The system cannot load any of the libraries that were tried. `reason` is what the system said about each of
    /// them.
    case notFound(reason: String)
    /// The library `library` lacks a function, or still uses several threads after it was set to one.
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
