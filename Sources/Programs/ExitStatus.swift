/// The exit statuses for errors, as the system's header `sysexits.h` defines them. The comment of each status begins
/// with the name that the header gives it.
public enum ExitStatus: Int32 {
    /// `EX_USAGE`: the command line or a setting is wrong.
    case usage = 64
    /// `EX_DATAERR`: the contents of a file, or the numbers of a run, cannot be used.
    case badData = 65
    /// `EX_NOINPUT`: a file or folder that was named cannot be found or read.
    case noInput = 66
    /// `EX_UNAVAILABLE`: workers or the coordinator cannot start, be reached, or work together.
    case noCluster = 69
    /// `EX_CANTCREAT`: a file or folder for output cannot be created.
    case cannotCreate = 73
    /// `EX_IOERR`: reading or writing failed, for instance because the disk is full.
    case inputOutput = 74
    /// `EX_NOPERM`: the system, or a rule of Chorus, does not allow what was asked for.
    case notAllowed = 77
}
