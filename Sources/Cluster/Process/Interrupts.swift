import Glibc
import Synchronization
import Transport

/// SIGINT, SIGTERM and SIGHUP of this process. The first asks for an orderly end; a second ends the process at once.
public final class Interrupts: Sendable {
    /// Wakes a poller when a signal comes.
    public let waker: Waker

    /// Takes the signals over, for the rest of the process's life.
    public init() throws(TransportError) {
        waker = try Waker()
        wakerOfSignals = waker
        _ = raisedSignal.load(ordering: .relaxed)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let (isFirst, _) = raisedSignal.compareExchange(
                expected: 0, desired: number, ordering: .sequentiallyConsistent)
            guard isFirst else { _exit(128 + number) }
            wakerOfSignals?.wake()
        }
        sigaction(SIGINT, &action, nil)
        sigaction(SIGTERM, &action, nil)
        // A run under nohup goes on when its terminal closes.
        var before = sigaction()
        sigaction(SIGHUP, nil, &before)
        if unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) {
            sigaction(SIGHUP, &action, nil)
        }
    }

    /// Whether a signal has come.
    public var isRaised: Bool { raisedSignal.load(ordering: .sequentiallyConsistent) != 0 }

    /// The exit status that says which signal ended the process: 130, 143 or 129.
    public var exitStatus: Int32 { 128 + raisedSignal.load(ordering: .sequentiallyConsistent) }
}

// A signal handler can reach nothing but globals. They are set before the handler is.
private let raisedSignal = Atomic<Int32>(0)
nonisolated(unsafe) private var wakerOfSignals: Waker?
