import Foundation

/// Seconds since this process was started, to a hundredth, which is the kernel's resolution; nil if the system does not
/// tell. The seconds include the time to load the program and its libraries, which a clock of the program itself would
/// miss.
package func processAge() -> Double? {
    // The start time is field 22. Field 2, the name of the program in parentheses, may contain spaces. So the text is
    // split only after the closing parenthesis, where field 3 begins.
    guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
        let fields = text.split(separator: ")").last?.split(separator: " "), fields.count > 19,
        let ticks = Double(fields[19])
    else { return nil }
    var sinceBoot = timespec()
    guard clock_gettime(CLOCK_BOOTTIME, &sinceBoot) == 0 else { return nil }
    let now = Double(sinceBoot.tv_sec) + Double(sinceBoot.tv_nsec) * 1e-9
    return ((now - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))) * 100).rounded() / 100
}
