import Foundation
import Launch
import Programs

/// Support for worker processes of a program that uses the library.
public enum Chorus {
    /// Makes this program its own worker: call it first in `main`.
    ///
    /// If the program was started as a worker by another process of itself, this call works until the run is over and
    /// ends the process. Otherwise it returns at once, and `WorkerProgram.current` can be used.
    public static func workerMain() {
        WorkerProgram.noteWorkerMain()
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.first == WorkerProgram.workerArgument else { return }
        WorkerMain.run(arguments: Array(arguments.dropFirst()))
    }
}
