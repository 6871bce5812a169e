/// The version of the language that coordinator and workers speak.
public enum ProtocolVersion {
    /// What this build speaks. A worker of another version is refused.
    public static let current: UInt32 = 5
}
