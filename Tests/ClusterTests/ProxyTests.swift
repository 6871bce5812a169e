import Foundation
import Glibc
import Testing

extension ClusterTests {
    /// The proxy that injects faults. Its own errors would look like errors of the program.
    @Suite struct Proxies {
        private let listener: Int32
        private let proxy: Proxy
        private let worker: Int32
        private let coordinator: Int32

        init() throws {
            listener = try ProxySocket.listen()
            proxy = try Proxy(to: ProxySocket.port(of: listener))
            worker = try #require(ProxySocket.connect(to: proxy.port))
            var accepted: Int32?
            let (proxied, listener) = (proxy, listener)
            try withExtendedLifetime(proxied) {
                try #require(
                    eventually(limit: 5) {
                        accepted = ProxySocket.accept(listener)
                        return accepted != nil
                    })
            }
            coordinator = try #require(accepted)
        }

        @Test func passesOnBothWays() throws {
            defer { closeAll() }
            let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            #expect(exchange(bytes, from: worker, to: coordinator) == bytes)
            #expect(exchange(bytes, from: coordinator, to: worker) == bytes)
        }

        @Test func passesOnAnEndAfterWhatWasSent() throws {
            write(coordinator, "goodbye", 7)
            closeAll(but: worker)
            #expect(readToEnd(worker) == Array("goodbye".utf8))
            close(worker)
        }

        @Test func cutsBothAtOnce() throws {
            defer { closeAll() }
            proxy.cut(afterBytes: 0)
            #expect(readToEnd(worker) == [] && readToEnd(coordinator) == [])
            #expect(eventually(limit: 5) { proxy.lastCut != nil })
        }

        @Test func cutsInTheMiddleOfAMessage() throws {
            defer { closeAll() }
            proxy.cut(afterBytes: 4)
            write(worker, "gradient", 8)
            #expect(readToEnd(coordinator) == Array("grad".utf8))
            #expect(readToEnd(worker) == [])
        }

        @Test func holdsWithoutAnEnd() throws {
            proxy.hold()
            write(worker, "late", 4)
            closeAll(but: coordinator)
            var byte: UInt8 = 0
            #expect(!eventually(limit: 0.2) { recv(coordinator, &byte, 1, 0) >= 0 })
            proxy.release()
            #expect(readToEnd(coordinator) == Array("late".utf8))
            close(coordinator)
        }

        @Test func hangsUpWhereNobodyListens() throws {
            defer { closeAll() }
            proxy.lead(to: 0)
            let second = try #require(ProxySocket.connect(to: proxy.port))
            #expect(readToEnd(second) == [])
            close(second)
        }

        private func closeAll(but kept: Int32 = -1) {
            for socket in [worker, coordinator, listener] where socket != kept { close(socket) }
        }

        private func exchange(_ bytes: [UInt8], from source: Int32, to sink: Int32) -> [UInt8] {
            var sent = 0
            var received: [UInt8] = []
            _ = eventually(limit: 10) {
                sent += max(0, bytes[sent...].withUnsafeBytes { send(source, $0.baseAddress, $0.count, 0) })
                received += available(sink) ?? []
                return received.count == bytes.count
            }
            return received
        }

        /// All bytes until the end of the connection; nil if it does not end.
        private func readToEnd(_ socket: Int32) -> [UInt8]? {
            var received: [UInt8] = []
            let hasEnded = eventually(limit: 5) {
                guard let more = available(socket) else { return true }
                received += more
                return false
            }
            return hasEnded ? received : nil
        }

        /// What can be read now; nil if the connection has ended.
        private func available(_ socket: Int32) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = recv(socket, &bytes, bytes.count, 0)
            if count < 0 { return errno == EAGAIN ? [] : nil }
            return count == 0 ? nil : Array(bytes.prefix(count))
        }
    }
}
