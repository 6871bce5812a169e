import Glibc

/// What a program of Chorus does before anything else.
public enum ProgramStart {
    /// Makes two signals errors of the write that they come from, instead of the end of the process.
    public static func ignoreSignalsOfWrites() {
        // A reader that has gone away (`chorus … | head`).
        signal(SIGPIPE, SIG_IGN)
        // A file that grows beyond what this process may write (ulimit -f).
        signal(SIGXFSZ, SIG_IGN)
    }
}
