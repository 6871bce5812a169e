import Foundation

/// A variable of the environment that must be a whole number but is not.
package struct EnvironmentError: Error, CustomStringConvertible {
    /// What is wrong, in one line.
    package let description: String
}

/// The whole number in a variable of the environment, or `standard` if it is not set.
///
/// A test that does something 0 times would pass without a check, so there is a `least` number.
///
/// - Throws: ``EnvironmentError`` if the text is no whole number from `least` on.
package func number(
    of variable: String, from least: Int, otherwise standard: Int,
    in environment: [String: String] = ProcessInfo.processInfo.environment
) throws -> Int {
    guard let text = environment[variable] else { return standard }
    guard let number = Int(text), number >= least else {
        throw EnvironmentError(
            description: "\(variable) is '\(text)'; it must be a whole number from \(least) on, or not be set")
    }
    return number
}
