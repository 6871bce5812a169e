import Glibc

/// A user's entry in the system's user database.
struct UserEntry {
    let name: String
    /// The number of the user's own group.
    let group: UInt32

    /// Looks a user up; nil if no user has the number.
    init?(_ number: UInt32) {
        let found = lookUp(passwd(), by: { getpwuid_r(number, $0, $1, $2, $3) }) { entry in
            (String(cString: entry.pw_name), entry.pw_gid)
        }
        guard let found else { return nil }
        (name, group) = found
    }
}

/// A group's entry in the system's group database.
struct GroupEntry {
    let name: String
    /// The names of the users for whom it is an additional group.
    let members: [String]

    /// Looks a group up; nil if no group has the number.
    init?(_ number: UInt32) {
        let found = lookUp(Glibc.group(), by: { getgrgid_r(number, $0, $1, $2, $3) }) { entry in
            var members: [String] = []
            while let member = entry.gr_mem[members.count] { members.append(String(cString: member)) }
            return (String(cString: entry.gr_name), members)
        }
        guard let found else { return nil }
        (name, members) = found
    }
}

/// Calls a function of the C library that looks up an entry and writes its texts to memory of the caller, so that
/// several threads can call it at once. Returns what `read` makes of the entry; nil if there is none. `read` must copy
/// the texts, since their memory is freed.
private func lookUp<Entry, Result>(
    _ empty: Entry,
    by call: (
        UnsafeMutablePointer<Entry>, UnsafeMutablePointer<CChar>, Int,
        UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    ) -> Int32, read: (Entry) -> Result
) -> Result? {
    // The memory grows until the entry fits, since a group may have many members.
    let sizes = sequence(first: 1 << 12) { $0 < 1 << 24 ? 4 * $0 : nil }
    for size in sizes {
        let texts = UnsafeMutablePointer<CChar>.allocate(capacity: size)
        defer { texts.deallocate() }
        var entry = empty
        var found: UnsafeMutablePointer<Entry>?
        var status = EINTR
        while status == EINTR { status = call(&entry, texts, size, &found) }
        if status != ERANGE { return found.map { read($0.pointee) } }
    }
    return nil
}
