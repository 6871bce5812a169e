import Foundation
import Launch
import Programs

/// Support for worker processes of a program that uses the library.
public enum Chorus {
    /// Lets this program start worker processes of itself. Call it first in `main`.
    ///
    /// If another process of the program has started this process as a worker, the call computes until the run is over,
    /// and then ends the process. Otherwise the call returns at once, and `WorkerProgram.current` can be used.
    public static func workerMain() {
        WorkerProgram.noteWorkerMain()
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.first == WorkerProgram.workerArgument else { return }
        WorkerMain.run(arguments: Array(arguments.dropFirst()))
    }
}
