import Glibc

/// The owner of a file or folder, and who can change it.
public struct Ownership: Hashable, Sendable {
    /// The id of the user who owns the file or folder.
    public let user: UInt32
    /// The id of the group that the file or folder belongs to.
    public let group: UInt32
    /// The permissions of the file or folder, for instance `0o755`.
    public let permissions: UInt32

    /// Why the contents of a file or folder are not trusted.
    public enum Objection: Error, Hashable, Sendable, CustomStringConvertible {
        /// Its owner is neither this user nor root.
        case owner(UInt32)
        /// Other users than its owner can write to it.
        case writable(permissions: UInt32)
        /// It is a symbolic link.
        case link

        /// What is wrong, and what to do about it.
        public var description: String {
            switch self {
            case .owner(let user):
                "it belongs to user \(name(ofUser: user)), not to this one; run chorus as that user, or look at what "
                    + "it holds and take it over by chown -R"
            case .writable(let permissions):
                "others than its owner may change it (mode \(String(permissions, radix: 8))); look at what it holds, "
                    + "then chmod go-w"
            case .link:
                "it is a symbolic link, and links are not followed here; replace it by the file that it leads to"
            }
        }
    }

    /// The ownership of a file or folder with these ids and permissions.
    public init(user: UInt32, group: UInt32, permissions: UInt32) {
        self.user = user
        self.group = group
        self.permissions = permissions
    }

    init(_ status: stat) {
        self.init(user: status.st_uid, group: status.st_gid, permissions: status.st_mode & 0o7777)
    }

    /// Why the contents are not trusted; nil if only the user `me` and root can have created or changed them.
    ///
    /// Write permission for the group is accepted if the group is the user's own and has no other member: many systems
    /// give each user such a group and a umask of 002.
    ///
    /// - Parameters:
    ///   - me: the id of this user.
    ///   - isPrivate: returns whether a group is this user's own and has no other member.
    public func objection(
        of me: UInt32 = geteuid(), isPrivate: (_ group: UInt32) -> Bool = { isPrivateGroup($0, of: geteuid()) }
    ) -> Objection? {
        guard user == me || user == 0 else { return .owner(user) }
        let isGroupSafe = permissions & 0o020 == 0 || isPrivate(group)
        return isGroupSafe && permissions & 0o002 == 0 ? nil : .writable(permissions: permissions)
    }
}

/// Whether a group is the private one of a user: it has the user's name and no other members.
public func isPrivateGroup(_ group: UInt32, of user: UInt32) -> Bool {
    guard let user = UserEntry(user), user.group == group, let found = GroupEntry(group) else { return false }
    return found.name == user.name && found.members.allSatisfy { $0 == user.name }
}

/// The user's name and number, or the number alone for a user without a name.
private func name(ofUser user: UInt32) -> String {
    UserEntry(user).map { "\($0.name) (\(user))" } ?? "\(user)"
}
