/// The version of the protocol between coordinator and workers.
public enum ProtocolVersion {
    /// The version of this build. A worker of another version is rejected.
    public static let current: UInt32 = 6
}
