import Testing

/// Tests of the real program: processes, sockets, signals and files. One at a time, since they share two cores.
@Suite(.serialized)
struct ClusterTests {}
