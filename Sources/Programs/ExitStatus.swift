/// The exit statuses of sysexits.h that chorus uses.
public enum ExitStatus: Int32 {
    case usage = 64
    case badData = 65
    case noInput = 66
    case noCluster = 69
    case cannotCreate = 73
    case inputOutput = 74
    case notAllowed = 77
}
