import Foundation

/// Seconds since this process was started, to a hundredth, as finely as the kernel keeps it; nil where /proc does not
/// tell. Loading the program and its libraries is in it, which no clock of the program's own would count.
package func processAge() -> Double? {
    // The second field, the name, may hold spaces; after its closing parenthesis comes the third. The 22nd is meant.
    guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 19,
        let ticks = Double(fields[19])
    else { return nil }
    var sinceBoot = timespec()
    guard clock_gettime(CLOCK_BOOTTIME, &sinceBoot) == 0 else { return nil }
    let now = Double(sinceBoot.tv_sec) + Double(sinceBoot.tv_nsec) * 1e-9
    return ((now - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))) * 100).rounded() / 100
}
