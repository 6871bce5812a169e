import Testing
import Transport

@Suite struct EndpointTests {
    @Test(arguments: [
        ("tcp://127.0.0.1:7070", Endpoint.tcp(host: "127.0.0.1", port: 7070), true),
        ("tcp://127.8.9.1:0", .tcp(host: "127.8.9.1", port: 0), true),
        ("tcp://localhost:1", .tcp(host: "localhost", port: 1), false),
        ("tcp://[::1]:65535", .tcp(host: "::1", port: 65535), true),
        ("tcp://[2001:db8::1]:80", .tcp(host: "2001:db8::1", port: 80), false),
        ("tcp://node-7.cluster:7070", .tcp(host: "node-7.cluster", port: 7070), false),
        ("tcp://127.0.0.1.example.org:7070", .tcp(host: "127.0.0.1.example.org", port: 7070), false),
        ("tcp://*:7070", .tcp(host: "*", port: 7070), false),
        ("tcp://0.0.0.0:*", .tcp(host: "0.0.0.0", port: 0), false),
        ("ipc:///run/user/0/chorus/socket", .ipc(path: "/run/user/0/chorus/socket"), true),
    ])
    func endpointsAreRead(text: String, endpoint: Endpoint, isLoopback: Bool) throws {
        let read = try Endpoint(text)
        #expect(read == endpoint)
        #expect(read.isLoopback == isLoopback)
        #expect(try Endpoint(read.description) == endpoint)
    }

    @Test(arguments: ["127.0.0.1:7070", "http://127.0.0.1:7070", "http://127.0.0.1:7070/path", "127.0.0.1:7070/"])
    func anAddressWithoutTCPIsShownWithIt(text: String) {
        let error = #expect(throws: TransportError.self) { try Endpoint(text) }
        #expect(error?.description.contains("as tcp://127.0.0.1:7070 does") == true)
    }

    @Test(arguments: [
        ("tcp://localhost:7070", "tcp://127.0.0.1:7070"), ("tcp://127.0.0.1:*", "tcp://127.0.0.1:0"),
        ("tcp://[::1]:7070", "tcp://[::1]:7070"), ("tcp://*:7070", "tcp://*:7070"), ("tcp://lo:7070", "tcp://lo:7070"),
        ("ipc:///run/socket", "ipc:///run/socket"),
    ])
    func namesOfThisMachineAreResolved(text: String, listening: String) throws {
        #expect(try Endpoint(text).resolvedForListening() == Endpoint(listening))
    }

    @Test func aNameThatNobodyHasIsSaidToBeUnknown() throws {
        let text = "tcp://nobody-has-this-name.invalid:7070"
        #expect(throws: TransportError.unknownHost(text)) { try Endpoint(text).resolvedForListening() }
    }

    @Test(arguments: [
        "", "7070", "tcp://", "tcp://host", "tcp://:7070", "tcp://host:", "tcp://host:65536", "tcp://host:-1",
        "tcp://host:+1", "tcp://host:7o70", "tcp://ho st:7070", "tcp://host\n:7070", "tcp://[::g]:7070",
        "tcp://::1:7070", "tcp://user@host:7070", "udp://host:7070", "TCP://host:7070", "ipc://", "ipc://*",
        "ipc://@hidden",
        "ipc:///" + String(repeating: "p", count: 107), "inproc://name",
    ])
    func otherTextsAreRefusedInOneLine(text: String) {
        let error = #expect(throws: TransportError.self) { try Endpoint(text) }
        let description = error?.description ?? ""
        #expect(description.contains("tcp://HOST:PORT or ipc://PATH"))
        #expect(!description.contains("\n"))
    }
}
