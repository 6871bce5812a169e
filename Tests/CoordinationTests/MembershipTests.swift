import Coordination
import Messages
import TestKit
import Testing

@Suite struct MembershipTests {
    /// Members with these names, and the ids of their sessions.
    private func membership(of names: [String] = ["a", "b"], minimum: Int = 1) -> (Membership, [UInt64]) {
        var membership = Membership(minimum: minimum)
        let ids = names.map { name in
            let id = membership.begin(hello(name), peer: peer(name), mostSlots: 4, at: .zero).id
            membership.admit(id)
            return id
        }
        return (membership, ids)
    }

    @Test func aSessionIsAMemberOnceItIsAdmitted() {
        var membership = Membership(minimum: 1)
        let session = membership.begin(hello("a", slots: 9), peer: peer("a"), mostSlots: 4, at: .zero)
        #expect(session.slots == 4)
        #expect(session.offeredSlots == 9)
        #expect(membership.id(of: peer("a")) == session.id)
        #expect(membership.all.map(\.name) == ["a"])
        #expect(membership.memberCount == 0)
        membership.admit(session.id)
        #expect(membership.members.map(\.id) == [session.id])
        #expect(membership.memberCount == 1)
    }

    @Test func sessionsComeByAgeAndNoNumberIsUsedAgain() {
        var (membership, ids) = membership(of: ["c", "a", "b"])
        #expect(membership.members.map(\.name) == ["c", "a", "b"])
        membership.end(ids[2], isUnproductive: false, because: "it left")
        let id = membership.begin(hello("b"), peer: peer("b again"), mostSlots: 4, at: .zero).id
        #expect(id > ids.max()!)
        #expect(membership.all.map(\.id) == [ids[0], ids[1], id])
    }

    @Test func aPeerWhoseSessionHasEndedIsIgnored() {
        var (membership, ids) = membership()
        #expect(!membership.isIgnored(peer("a")))
        membership.end(ids[0], isUnproductive: false, because: "it left")
        #expect(membership[ids[0]] == nil)
        #expect(membership.id(of: peer("a")) == nil)
        #expect(membership.isIgnored(peer("a")))
        #expect(!membership.isIgnored(peer("b")))
        // A peer that is already ignored is not reported again.
        let isNew = (membership.ignore(peer("a")), membership.ignore(peer("stranger")))
        #expect(isNew == (false, true))
    }

    @Test func onceAllAreDismissedNobodyIsThere() {
        var (membership, ids) = membership()
        #expect(membership.dismissal == nil)
        let goodbye = Goodbye(reason: "the run is over", final: true)
        #expect(membership.dismiss(goodbye).map(\.id) == ids)
        #expect(membership.dismissal == goodbye)
        #expect(membership.all.isEmpty)
        #expect(membership.id(of: peer("a")) == nil)
    }

    @Test func theStartWaitsForEnoughMembersAndLaterOneIsEnough() {
        var (membership, ids) = membership(minimum: 3)
        let early = membership.start()
        let unchanged = membership.expect(atMost: 3)
        #expect(!early && !unchanged)
        #expect(membership.needed == 3)
        let fewer = membership.expect(atMost: 2)
        let begun = membership.start()
        #expect(fewer && begun)
        #expect(membership.needed == 1)
        membership.end(ids[0], isUnproductive: false, because: "it left")
        let goesOn = membership.start()
        #expect(goesOn)
    }
}
