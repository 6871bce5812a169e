import Glibc
import Testing
import TestKit
import Transport

@Suite(.timeLimit(.minutes(1))) struct BindingTests {
    @Test func aFreePortIsFoundAndTold() throws {
        let router = try RouterSocket(context: try Context())
        let endpoint = try router.bind("tcp://127.0.0.1:0")
        #expect(endpoint.hasPrefix("tcp://127.0.0.1:"))
        #expect(try Endpoint(endpoint) != Endpoint("tcp://127.0.0.1:0"))
    }

    @Test(arguments: ["localhost", "lo"])
    func aNameOfThisMachineBinds(host: String) throws {
        let context = try Context()
        let router = try RouterSocket(context: context)
        let endpoint = try router.bind("tcp://\(host):0")
        #expect(try Endpoint(endpoint).isLoopback)
        let dealer = try DealerSocket(context: context)
        try dealer.connect(endpoint)
        #expect(events(dealer) == [.connected])
    }

    @Test(arguments: [false, true])
    func anAddressInUseIsNamed(overTCP: Bool) throws {
        let cluster = try Cluster(dealers: 1, overTCP: overTCP)
        let second = try RouterSocket(context: cluster.context)
        let error = #expect(throws: TransportError.self) { try second.bind(cluster.endpoint) }
        #expect(error == .addressInUse(cluster.endpoint))
        #expect("\(error as Any)".contains(cluster.endpoint))
        // The first still listens and its connections live.
        #expect(cluster.router.send(to: cluster.peers[0], header: [4]) == .sent)
        let dealer = try DealerSocket(context: cluster.context)
        try dealer.connect(cluster.endpoint)
        #expect(events(dealer) == [.connected])
    }

    @Test func aFileThatIsNoSocketStays() throws {
        let folder = TemporaryFolder()
        let path = "\(folder.path)/thesis.txt"
        let file = try #require(fopen(path, "w"))
        fputs("years of work", file)
        fclose(file)
        let router = try RouterSocket(context: try Context())
        #expect(throws: TransportError.self) { try router.bind("ipc://\(path)") }
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_size == 13)
    }

    @Test func theSocketFileOfADeadProcessIsReplaced() throws {
        let folder = TemporaryFolder()
        let left = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(folder.path)/socket".utf8) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(left, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
        close(left)
        let router = try RouterSocket(context: try Context())
        #expect(try router.bind(folder.endpoint()) == folder.endpoint())
    }

    @Test func pathsThatCannotBeAreRefused() throws {
        let folder = TemporaryFolder()
        let router = try RouterSocket(context: try Context())
        let longName = String(repeating: "n", count: 108 - folder.path.utf8.count - 1)
        let long = #expect(throws: TransportError.self) { try router.bind(folder.endpoint(longName)) }
        #expect("\(long as Any)".contains("108 bytes"))
        _ = try router.bind(folder.endpoint(String(longName.dropLast())))
        let missing = #expect(throws: TransportError.self) { try router.bind(folder.endpoint("missing/socket")) }
        #expect("\(missing as Any)".contains("its folder does not exist"))
    }

    @Test func anAddressOfAnotherMachineIsRefused() throws {
        let router = try RouterSocket(context: try Context())
        let endpoint = "tcp://192.0.2.1:0"
        #expect(throws: TransportError.noSuchAddress(endpoint)) { try router.bind(endpoint) }
    }
}
