/// The checkpoint files of a run, including the states after a kill between two steps of writing one.
struct CheckpointShelf<Snapshot> {
    /// The steps of writing a checkpoint, in order.
    enum Step: Int, CaseIterable {
        case writeTemporary, synchronizeTemporary, linkOutgoing, rename, synchronizeFolder, renameOutgoing
    }

    private struct File {
        let snapshot: Snapshot
        var isWhole: Bool
    }

    private var last: File?
    private var previous: File?
    private var temporary: File?
    private var outgoing: File?

    /// Writes a snapshot as the last one, up to the step at which the process is killed.
    mutating func save(_ snapshot: Snapshot, killedBefore killed: Step? = nil) {
        temporary = nil
        outgoing = nil
        for step in Step.allCases {
            if step == killed { return }
            switch step {
            case .writeTemporary: temporary = File(snapshot: snapshot, isWhole: false)
            case .synchronizeTemporary: temporary?.isWhole = true
            case .linkOutgoing: outgoing = last
            case .rename:
                last = temporary
                temporary = nil
            case .synchronizeFolder: break
            case .renameOutgoing:
                previous = outgoing ?? previous
                outgoing = nil
            }
        }
    }

    /// Damages the last checkpoint if there is another one. Returns whether there is.
    mutating func damageLast() -> Bool {
        guard previous?.isWhole == true, last != nil else { return false }
        last?.isWhole = false
        return true
    }

    /// The last checkpoint, or the one before it if it is damaged.
    func load() -> Snapshot? {
        [last, previous].compactMap(\.self).first(where: \.isWhole)?.snapshot
    }
}
