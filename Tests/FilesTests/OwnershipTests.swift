import Dispatch
import Files
import Synchronization
import Testing

@Suite struct OwnershipTests {
    private static let me: UInt32 = 1000
    private static let myGroup: UInt32 = 1000
    private static let team: UInt32 = 50

    /// Owner, group, permissions and the expected objection.
    @Test(
        arguments: [
            (me, myGroup, 0o755, nil), (me, myGroup, 0o700, nil), (0, 0, 0o755, nil), (0, team, 0o644, nil),
            // A umask of 002, and a private group.
            (me, myGroup, 0o775, nil), (me, myGroup, 0o2775, nil),
            (me, team, 0o775, .writable(permissions: 0o775)), (0, 0, 0o775, .writable(permissions: 0o775)),
            (me, myGroup, 0o757, .writable(permissions: 0o757)), (me, myGroup, 0o777, .writable(permissions: 0o777)),
            // Others may add files, also with the sticky bit.
            (0, 0, 0o1777, .writable(permissions: 0o1777)),
            (1001, 1001, 0o700, .owner(1001)), (65_534, 65_534, 0o755, .owner(65_534)),
        ] as [(UInt32, UInt32, UInt32, Ownership.Objection?)])
    func whatIsBelieved(user: UInt32, group: UInt32, permissions: UInt32, objection: Ownership.Objection?) {
        let ownership = Ownership(user: user, group: group, permissions: permissions)
        #expect(ownership.objection(of: Self.me) { $0 == Self.myGroup } == objection)
    }

    @Test func rootDoesNotBelieveWhatAUserOwns() {
        let ownership = Ownership(user: Self.me, group: Self.myGroup, permissions: 0o700)
        #expect(ownership.objection(of: 0) { _ in true } == .owner(Self.me))
    }

    @Test func anObjectionSaysWhatToDo() {
        #expect(Ownership.Objection.writable(permissions: 0o777).description.contains("(mode 777)"))
        #expect(Ownership.Objection.writable(permissions: 0o777).description.hasSuffix("chmod go-w"))
        #expect(Ownership.Objection.owner(4_000_000_000).description.contains("user 4000000000"))
        #expect(Ownership.Objection.owner(0).description.contains("user root (0)"))
    }

    @Test func theGroupOfOthersIsNotPrivate() {
        #expect(!isPrivateGroup(4_000_000_000, of: 0))
        #expect(!isPrivateGroup(0, of: 4_000_000_000))
    }

    /// The cache is written by another thread than the one that reads files; each must get its own answer.
    @Test func severalThreadsMayAskAtOnce() {
        let known = (0..<20).map { UInt32($0) }
        let expected = known.map { Ownership.Objection.owner($0).description }
        #expect(expected.count { $0.contains("(") } > 1, "the system knows too few users")
        let wrong = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for turn in 0..<2000 {
                let index = (thread + turn) % known.count
                if Ownership.Objection.owner(known[index]).description != expected[index] {
                    wrong.withLock { $0 += 1 }
                }
            }
        }
        #expect(wrong.withLock { $0 } == 0)
    }
}
