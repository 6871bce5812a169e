import Testing

extension Sandbox {
    /// Starts a coordinator on this machine's TCP, on a free port unless one is given, and waits for its address.
    func startCoordinator(_ options: [String], port: String = "0") throws -> (ChorusProcess, endpoint: String) {
        let coordinator = try start(["coordinator", "--bind", "tcp://127.0.0.1:\(port)"] + options)
        return (coordinator, try endpoint(of: coordinator))
    }

    /// Waits for the address of a coordinator on this machine's TCP.
    func endpoint(of coordinator: ChorusProcess) throws -> String {
        var endpoint: String?
        try #require(
            eventually {
                endpoint = coordinator.errors.firstMatch(of: /listening on (tcp:\/\/127\.0\.0\.1:[0-9]+)\n/).map {
                    String($0.output.1)
                }
                return endpoint != nil || !coordinator.isRunning
            })
        return try #require(endpoint, "\(coordinator.errors)")
    }

    /// Starts a worker of one slot.
    func startWorker(
        _ name: String, at endpoint: String
    ) throws -> ChorusProcess {
        try start(["worker", endpoint, "--slots", "1", "--name", name])
    }
}
