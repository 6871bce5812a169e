/// A number with its noun, which gets an s unless the number is 1: for instance `1 epoch` or `8 epochs`.
public func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
