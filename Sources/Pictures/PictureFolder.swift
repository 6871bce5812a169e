import Files
import Plots

/// The folder `plots/` of a run.
public enum PictureFolder {
    /// Draws all pictures that a source has something for, each as SVG and as PNG. Returns their names.
    ///
    /// - Throws: `PlotError`, or `StorageError` if a file cannot be written.
    public static func write(_ source: PictureSource, inRun directory: String) throws -> [String] {
        let folder = RunFile.plots.path(in: directory)
        do throws(FileError) {
            try OwnFolder.make(folder)
        } catch .system(let code) {
            throw StorageError.writing(folder, operation: "create", code: code)
        } catch {
            throw StorageError(reading: folder, error)
        }
        var names: [String] = []
        for picture in Picture.all {
            guard let drawing = picture.draw(source) else { continue }
            let base = "\(folder)/\(picture.name)"
            try AtomicFile.write(try drawing.svg(), to: base + ".svg")
            try AtomicFile.write(try drawing.png(), to: base + ".png")
            names.append(picture.name)
        }
        return names
    }
}
