import Glibc

/// The first actions of a program of Chorus.
public enum ProgramStart {
    /// Ignores two signals, so that the write that causes them fails instead of ending the process.
    public static func ignoreSignalsOfWrites() {
        // The reader has ended (`chorus … | head`).
        signal(SIGPIPE, SIG_IGN)
        // A file has reached the size limit of this process (ulimit -f).
        signal(SIGXFSZ, SIG_IGN)
    }
}
