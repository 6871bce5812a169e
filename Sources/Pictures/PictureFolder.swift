import Files
import Plots

/// The folder `plots/` of a run.
public enum PictureFolder {
    /// Writes the pictures of a run, each as SVG and as PNG.
    ///
    /// - Throws: `PlotError`, or `StorageError` if a file cannot be written.
    public static func write(_ run: DrawnRun) throws {
        let folder = RunFile.plots.path(in: run.directory)
        do throws(FileError) {
            try OwnFolder.make(folder)
        } catch .system(let code) {
            throw StorageError.writing(folder, operation: "create", code: code)
        } catch {
            throw StorageError(reading: folder, error)
        }
        for (name, drawing) in run.pictures {
            let base = "\(folder)/\(name)"
            try AtomicFile.write(try drawing.svg(), to: base + ".svg")
            try AtomicFile.write(try drawing.png(), to: base + ".png")
        }
    }
}
