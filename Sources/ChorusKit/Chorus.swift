import Foundation
import Launch
import Programs

/// Support for worker processes of a program that uses the library.
public enum Chorus {
    /// Lets this program start worker processes of itself. Call it first in `main`.
    ///
    /// If this process was started as a worker by another process of the program, the call computes for the run until
    /// it is over, and then ends the process. Otherwise it returns at once, and `WorkerProgram.current` can be used.
    public static func workerMain() {
        WorkerProgram.noteWorkerMain()
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.first == WorkerProgram.workerArgument else { return }
        WorkerMain.run(arguments: Array(arguments.dropFirst()))
    }
}
