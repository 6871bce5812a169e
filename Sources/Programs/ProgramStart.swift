import Glibc

/// What every program of Chorus does first.
public enum ProgramStart {
    /// Ignores SIGPIPE and SIGXFSZ, which end a process by default. When they are ignored, the write that causes such a
    /// signal fails with an error, which the program can report.
    public static func ignoreSignalsOfWrites() {
        // The system sends this signal when the process that reads the output has ended (`chorus … | head`).
        signal(SIGPIPE, SIG_IGN)
        // The system sends this signal when a file has reached the size limit of this process (`ulimit -f`).
        signal(SIGXFSZ, SIG_IGN)
    }
}
