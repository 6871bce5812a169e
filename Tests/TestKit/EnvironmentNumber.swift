import Foundation

/// A variable of the environment that must be a whole number but is not.
package struct EnvironmentError: Error, CustomStringConvertible {
    /// What is wrong, in one line.
    package let description: String
}

/// The whole number in a variable of the environment, or `standard` if the variable is not set.
///
/// The number must be at least `least`: a test that is repeated 0 times would pass without checking anything.
///
/// - Throws: ``EnvironmentError`` if the text is not a whole number, or the number is less than `least`.
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
