import Foundation
import Glibc
import Messages
import TestKit
import Testing
import Transport

extension ClusterTests {
    /// Connections of peers that are not workers, or only seem to be: many connections, or very busy ones.
    @Suite struct HostileTraffic {
        let sandbox: Sandbox
        let run: RunFolder

        init() throws {
            sandbox = try Sandbox()
            run = sandbox.runFolder("run")
            try sandbox.makeSmallRunFiles()
        }

        @Test func rawBytes() throws {
            let (coordinator, endpoint) = try startCoordinator()
            var random = Generator(seed: 1)
            let greeting = RawConnection.greeting
            let texts: [[UInt8]] = [
                Array("GET / HTTP/1.1\r\nHost: chorus\r\n\r\n".utf8), Array(greeting[..<10]), greeting,
                greeting + [4, 6, 5] + "HELLO".utf8, [UInt8](repeating: 0xFF, count: 9999), [1, 0, 4, 0, 1, 2, 3],
                [20, 0] + (0..<9999).map { _ in UInt8.random(in: 0...255, using: &random) },
            ]
            // Some close, some stay.
            for text in texts { try #require(RawConnection(to: endpoint)).send(text) }
            let connections = try texts.map { text in
                let connection = try #require(RawConnection(to: endpoint))
                connection.send(text)
                return connection
            }
            let worker = try sandbox.startWorker("honest", at: endpoint)
            try expectReferenceBits(coordinator, worker)
            withExtendedLifetime(connections) {}

            for reason in [
                "refused a connection: it did not finish the handshake of ZeroMQ",
                "refused a connection: its handshake is not that of a worker's ZeroMQ",
                "it sent a message of the wrong form", "message refused: its header is damaged",
            ] {
                #expect(coordinator.errors.contains(reason), "'\(reason)' is not in: \(coordinator.errors)")
            }
            #expect(try run.count("peers_refused") >= texts.count)
        }

        /// One peer sends invalid bytes without end and connects again when it is cut off. Another one sends them on
        /// one connection after the other.
        @Test func floods() throws {
            let (coordinator, endpoint) = try startCoordinator()
            let context = try Context()
            var stranger: DealerSocket?
            let frame = SharedBytes(count: 60_000) { _ in }
            var (messages, connections) = (0, 0)
            func flood() throws {
                if stranger?.events().contains(.lost) != false {
                    stranger = try DealerSocket(context: context)
                    try stranger?.connect(endpoint)
                }
                while stranger?.send(header: [1, 2, 3], frame: frame) == .sent { messages += 1 }
                if let connection = RawConnection(to: endpoint), connection.send([1, 2, 3]) { connections += 1 }
            }
            let enough = try eventually {
                try flood()
                return connections >= 200 && messages >= 1000
            }
            #expect(enough, "\(connections) connections, \(messages) messages")
            let worker = try sandbox.startWorker("honest", at: endpoint)
            let isOver = try eventually {
                try flood()
                return !coordinator.isRunning
            }
            #expect(isOver)
            try expectReferenceBits(coordinator, worker)

            #expect(try run.count("peers_refused") > 200)
            #expect((1...150).contains(try run.events(EventPattern("peer_ignored")).count))
            // Fifty in a minute, and a line about the others at its end. The whole run takes about a minute.
            #expect(try run.events(EventPattern("connection_failed")).count <= 150)
            let repeated = try run.events(EventPattern("events_repeated"))
            #expect(repeated.contains { $0.text("repeated") == "connection_failed" && $0.integer("count") ?? 0 > 0 })
        }

        /// A hundred connections that send nothing, and twenty that complete the handshake and then send nothing.
        @Test func idleConnections() throws {
            let alone = try memory(out: "alone") { _ in [] }
            let among = try memory(out: "run") { endpoint in
                let raw = try (0..<100).map { _ in try #require(RawConnection(to: endpoint)) }
                let dealers = try (0..<20).map { _ in
                    let dealer = try DealerSocket(context: Context())
                    try dealer.connect(endpoint)
                    try #require(eventually { dealer.events().contains(.connected) })
                    return dealer
                }
                return raw as [AnyObject] + dealers
            }
            #expect(try run.count("sessions_lost") == 0)
            #expect(among - alone < 8_000, "kilobytes: \(alone) alone, \(among) among idle connections")
        }

        /// There are 1,100 connections that are opened again when they are cut off. Half of them complete the
        /// handshake. The coordinator may have 1,024 descriptors.
        @Test func connectionsThatComeAgainAndAgain() throws {
            DescriptorLimit.raise()
            let coordinator = try sandbox.startScript(
                "ulimit -n 1024; exec \"$1\" coordinator --config small.yaml --epochs 40 --early-stopping-patience "
                    + "1000 --checkpoint-every 1 --bind tcp://127.0.0.1:0 --out run")
            let endpoint = try sandbox.endpoint(of: coordinator)
            let first = try sandbox.startWorker("w0", at: endpoint)
            let flood = ConnectionFlood(of: 1100, at: endpoint)
            try #require(
                try eventually {
                    try flood.turn(); return flood.arrivals > 2000
                })
            let workers = try [first] + (1...10).map { try sandbox.startWorker("w\($0)", at: endpoint) }
            try #require(
                try eventually {
                    try flood.turn(); return !coordinator.isRunning
                })

            #expect(try coordinator.wait(limit: 1) == .exited(0), "\(coordinator.errors)")
            for worker in workers { #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)") }
            try sandbox.run(
                "train", "--config", "small.yaml", "--epochs", "40", "--early-stopping-patience", "1000", "--workers",
                "1",
                "--out", "alone")
            #expect(try run.bits() == sandbox.runFolder("alone").bits())
            #expect(try run.count("workers_joined") == 11)
            #expect(try run.count("sessions_lost") == 0)
            #expect(try run.checkpointSteps().count >= run.count("steps"))
            try sandbox.expectNothingLeft()
        }

        /// The most memory, in kilobytes, that the coordinator of a run had while some connections were open.
        private func memory(out: String, connect: (String) throws -> [AnyObject]) throws -> Int {
            let (coordinator, endpoint) = try startCoordinator(out: out)
            let connections = try connect(endpoint)
            let worker = try sandbox.startWorker("honest", at: endpoint)
            var most = 0
            try #require(
                eventually {
                    most = max(most, coordinator.peakMemory ?? 0)
                    return !coordinator.isRunning
                })
            withExtendedLifetime(connections) {}
            try expectReferenceBits(coordinator, worker, out: out)
            return most
        }

        private func startCoordinator(out: String = "run") throws -> (ChorusProcess, endpoint: String) {
            try sandbox.startCoordinator(["--config", "small.yaml", "--out", out])
        }

        private func expectReferenceBits(
            _ coordinator: ChorusProcess, _ worker: ChorusProcess, out: String = "run",
            at location: SourceLocation = #_sourceLocation
        ) throws {
            #expect(try coordinator.wait() == .exited(0), "\(coordinator.errors)", sourceLocation: location)
            #expect(try worker.wait(limit: 10) == .exited(0), "\(worker.errors)", sourceLocation: location)
            let run = sandbox.runFolder(out)
            #expect(try run.bits() == SmallRun.bits(), sourceLocation: location)
            #expect(try run.count("workers_joined") == 1, sourceLocation: location)
            #expect(try run.count("sessions_lost") == 0, sourceLocation: location)
            try sandbox.expectNothingLeft(at: location)
        }
    }
}
