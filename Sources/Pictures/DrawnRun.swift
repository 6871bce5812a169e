import Plots

/// A run with its pictures.
public struct DrawnRun {
    /// The folder of the run.
    public let directory: String
    /// What the pictures are made from.
    public let source: PictureSource
    /// The pictures that the run has something for, in their order.
    public let pictures: [(name: String, drawing: Drawing)]

    /// Draws the pictures of a run.
    public init(_ source: PictureSource, directory: String) {
        self.directory = directory
        self.source = source
        pictures = Picture.all.compactMap { picture in picture.draw(source).map { (picture.name, $0) } }
    }

    /// A picture by its name; nil if the run has nothing for it.
    public func picture(_ name: String) -> Drawing? { pictures.first { $0.name == name }?.drawing }
}
