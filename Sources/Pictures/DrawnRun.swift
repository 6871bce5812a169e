import Plots

/// A run with its pictures.
public struct DrawnRun {
    /// The path of the run's folder.
    public let directory: String
    /// What the pictures are made from.
    public let source: PictureSource
    /// The pictures in the order of ``Picture/all``, without those for which the run has nothing to show.
    public let pictures: [(name: String, drawing: Drawing)]

    /// Draws the pictures of a run.
    public init(_ source: PictureSource, directory: String) {
        self.directory = directory
        self.source = source
        pictures = Picture.all.compactMap { picture in picture.draw(source).map { (picture.name, $0) } }
    }

    /// A picture by its name; nil if the run has nothing to show in it.
    public func picture(_ name: String) -> Drawing? { pictures.first { $0.name == name }?.drawing }
}
