import Compute
import Dispatch
import Foundation
import Glibc
import Synchronization

/// Handles SIGINT, SIGTERM and SIGHUP of this process. The first signal requests an orderly stop. A second signal ends
/// the process at once.
public final class Interrupts: Sendable {
    /// The only instance in this process. Until ``begin()`` is called, signals end the process as usual.
    public static let shared = Interrupts()

    /// The request to stop, which the first signal makes.
    public let stop = StopRequest()

    private init() {}

    /// Handles the signals from now on, until the process ends. Another call changes nothing.
    public func begin() {
        guard !hasBegun.exchange(true, ordering: .sequentiallyConsistent) else { return }
        // A signal handler may do little more than post a semaphore. So the thread below waits for the semaphore and
        // requests the stop.
        sem_init(signalArrived, 0, 0)
        let thread = Thread { [stop] in
            while sem_wait(signalArrived) != 0 {}
            stop.make()
        }
        thread.name = "signals"
        thread.start()
        // The first use of a global initializes it. That must not happen in the signal handler, so `raisedSignal` is
        // used here first.
        _ = raisedSignal.load(ordering: .relaxed)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let (isFirst, _) = raisedSignal.compareExchange(
                expected: 0, desired: number, ordering: .sequentiallyConsistent)
            guard isFirst else { _exit(128 + number) }
            sem_post(signalArrived)
        }
        sigaction(SIGINT, &action, nil)
        sigaction(SIGTERM, &action, nil)
        // SIGHUP stays ignored if it was ignored before: so a run under nohup continues when its terminal closes.
        var before = sigaction()
        sigaction(SIGHUP, nil, &before)
        if unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) {
            sigaction(SIGHUP, &action, nil)
        }
    }

    /// The exit status for the first signal that arrived: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP; nil if no
    /// signal has arrived.
    public var exitStatus: Int32? {
        let signal = raisedSignal.load(ordering: .sequentiallyConsistent)
        return signal == 0 ? nil : 128 + signal
    }
}

// A signal handler can use globals only, as it cannot capture anything. ``Interrupts/begin()`` installs the handler
// when all of them are initialized.
private let raisedSignal = Atomic<Int32>(0)
private let hasBegun = Atomic<Bool>(false)
// The semaphore is used through a pointer. If it were a variable, Swift's check for exclusive access would end the
// process when the handler runs on the thread that is waiting for this semaphore.
nonisolated(unsafe) private let signalArrived = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
