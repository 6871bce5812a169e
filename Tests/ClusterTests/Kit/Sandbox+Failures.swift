import Testing

extension Sandbox {
    /// Runs chorus with arguments that cannot work. It must end by itself with `status`, write one line to standard
    /// error that contains all of `words`, print nothing else, and leave no process and no socket.
    func expectFailure(
        _ arguments: [String], status: Int32, says words: String..., at location: SourceLocation = #_sourceLocation
    ) throws {
        try expectFailure(of: start(arguments), status: status, says: words, at: location)
        #expect(try processes.isEmpty && sockets().isEmpty, sourceLocation: location)
    }

    /// The same for a process that is already running. Other processes are not checked.
    func expectFailure(
        of process: ChorusProcess, status: Int32, says words: [String], at location: SourceLocation = #_sourceLocation
    ) throws {
        let end = try process.wait()
        let said = process.errors
        #expect(end == .exited(status), "\(said)", sourceLocation: location)
        #expect(process.output.isEmpty, "\(process.output)", sourceLocation: location)
        #expect(said.hasPrefix("chorus: ") && said.hasSuffix("\n"), "\(said)", sourceLocation: location)
        #expect(said.split(separator: "\n").count == 1, "\(said)", sourceLocation: location)
        for word in words {
            #expect(said.contains(word), "'\(word)' is not in: \(said)", sourceLocation: location)
        }
    }
}
