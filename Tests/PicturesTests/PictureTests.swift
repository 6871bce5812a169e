import Configuration
import Datasets
import Foundation
import FoundationXML
import PictureKit
import Pictures
import Plots
import Reports
import Testing

@Suite struct PictureTests {
    static let sizes = [2, 7, 30].flatMap { classes in
        [1, 3, 500].flatMap { epochs in [false, true].map { (classes, epochs, $0) } }
    }

    private func drawings(_ run: MadeUpRun) -> [String: Drawing] {
        let source = run.source
        return Picture.all.reduce(into: [:]) { $0[$1.name] = $1.draw(source) }
    }

    private func texts(of drawing: Drawing) -> [String] { drawing.texts.map(\.text) }

    @Test(arguments: sizes) func noTextCoversAnother(classes: Int, epochs: Int, hasLongNames: Bool) throws {
        let drawings = drawings(
            MadeUpRun(classes: classes, epochs: epochs, hasLongNames: hasLongNames, isBalanced: true))
        #expect(drawings.count == Picture.all.count)
        for (name, drawing) in drawings {
            let all = Rectangle(x: 0, y: 0, width: drawing.width, height: drawing.height)
            let texts = drawing.texts
            #expect(!texts.isEmpty)
            for (index, text) in texts.enumerated() {
                #expect(all.contains(text.bounds), "\(name): '\(text.text)' leaves the picture")
                for other in texts[(index + 1)...] where text.bounds.overlaps(other.bounds) {
                    Issue.record("\(name): '\(text.text)' covers '\(other.text)'")
                }
            }
        }
    }

    @Test func filesAreOfTheDrawingsSize() throws {
        for (name, drawing) in drawings(MadeUpRun(classes: 7, epochs: 3, isBalanced: true)) {
            #expect(XMLParser(data: Data(try drawing.svg().utf8)).parse(), "\(name)")
            let png = try drawing.png()
            let sizes = [16, 20].map { start in png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
            #expect(sizes == [drawing.width, drawing.height].map { Int(($0 * 2).rounded()) }, "\(name)")
        }
    }

    @Test func valuesAreTexts() throws {
        let run = MadeUpRun(classes: 7, epochs: 30, isBalanced: true)
        let source = run.source
        let classified = try #require(source.classified)
        let drawings = drawings(run)
        let curves = texts(of: try #require(drawings["curves"]))
        #expect(curves.contains("best weights: epoch 27"))
        #expect(
            curves.contains { $0.hasPrefix("validation: 45.85%, loss ") && $0.hasSuffix("in the best epoch") },
            "\(curves)")
        let classes = texts(of: try #require(drawings["classes"]))
        #expect(classes.contains("40 + 68 = 108") && classes.contains("108"), "\(classes)")
        let confusion = texts(of: try #require(drawings["confusion"]))
        let matrix = classified.confusion
        for count in matrix.counts.joined() where count > 0 { #expect(confusion.contains("\(count)")) }
        #expect(confusion.contains { $0.contains("of \(matrix.total) validation images are right") })
        let predictions = texts(of: try #require(drawings["predictions"]))
        #expect(predictions.contains("Right: \(matrix.correct) of \(matrix.total)"))
        #expect(predictions.count { $0.hasPrefix("✓ ") } == 16 && predictions.count { $0.hasPrefix("✗ ") } == 16)
    }

    @Test func valuesThatAreNotFiniteLeaveAGap() throws {
        var run = MadeUpRun(classes: 2, epochs: 12)
        func lines() throws -> [[Point]] {
            try #require(drawings(run)["curves"]).marks.compactMap {
                if case .line(let points, .colour, _, _) = $0.shape, points.count > 1 { points } else { nil }
            }
        }
        let whole = try lines()
        run.notFinite = [5, 6]
        let cut = try lines()
        // Both losses become two pieces; the accuracies and the learning rate stay whole. The legend has two lines.
        #expect(whole.count == 7 && cut.count == 9)
        #expect(cut.joined().allSatisfy { $0.x.isFinite && $0.y.isFinite })
        let words = texts(of: try #require(drawings(run)["curves"]))
        #expect(words.contains { $0.hasSuffix("4 values are not finite and not drawn") }, "\(words)")
        run.notFinite = Set(1...12)
        #expect(try lines().count == 5)
    }

    @Test func aClassWithoutImagesSaysSo() throws {
        var source = MadeUpRun(classes: 7, epochs: 3).source
        let validation = try #require(source.dataset).validation
        let images = validation.labels.indices.filter { validation.labels[$0] != 2 }
        source.classified = ClassifiedSplit(
            classes: MadeUpRun(classes: 7, epochs: 3).classNames, split: validation.selecting(images),
            probabilities: images.map { _ in [0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1] })
        for name in ["confusion", "per-class"] {
            let drawing = try #require(Picture.all.first { $0.name == name }?.draw(source))
            #expect(texts(of: drawing).count { $0 == "no images" } == 1, "\(name)")
        }
    }

    @Test func thereMayBeNothingToShow() throws {
        let empty = PictureSource(name: "run", configuration: RunConfiguration())
        let pictures = Picture.all.filter { $0.draw(empty) != nil }.map(\.name)
        #expect(pictures == ["curves"])
        let curves = try #require(Picture.all[0].draw(empty))
        #expect(texts(of: curves).contains("no epoch has ended yet"))
        #expect(try curves.png().count > 0 && XMLParser(data: Data(try curves.svg().utf8)).parse())

        var source = MadeUpRun(classes: 2, epochs: 1).source
        #expect(Picture.all.first { $0.name == "augmented" }?.draw(source) == nil)
        let images = try #require(source.dataset).validation.selecting([])
        source.classified = ClassifiedSplit(classes: ["a", "b"], split: images, probabilities: [])
        #expect(Picture.all.filter { $0.draw(source) != nil }.map(\.name) == ["curves", "classes"])
    }

    @Test(arguments: [2, 3, 14]) func severalRunsAreComparedInOnePicture(runs: Int) throws {
        let sources = (0..<runs).map { index in
            (name: "run \(index)", source: MadeUpRun(classes: 2, epochs: index * 20, notFinite: [7]).source)
        }
        let drawing = ComparedCurves(sources).drawing()
        let texts = texts(of: drawing)
        #expect(texts.contains("run 0: no epoch has ended yet"))
        #expect(texts.contains { $0.hasPrefix("run 1: ") && $0.hasSuffix("% in epoch 18") }, "\(texts)")
        for (index, text) in drawing.texts.enumerated() {
            for other in drawing.texts[(index + 1)...] where text.bounds.overlaps(other.bounds) {
                Issue.record("'\(text.text)' covers '\(other.text)'")
            }
        }
        // Each run has a line of its own: its colour, or its dashes.
        let legend = drawing.marks.prefix { if case .rectangle = $0.shape { false } else { true } }.compactMap { mark in
            if case .line(_, .colour(let colour), _, let dashes) = mark.shape { "\(colour) \(dashes)" } else { nil }
        }
        #expect(Set(legend.prefix(runs)).count == runs)
    }

    @Test func ofVeryManyClassesTheLargestAreShown() throws {
        let drawings = drawings(MadeUpRun(classes: 100, epochs: 1))
        for name in ["classes", "confusion", "per-class"] {
            let drawing = try #require(drawings[name])
            #expect(texts(of: drawing).contains { $0.hasSuffix("the 60 largest of 100 classes") }, "\(name)")
            #expect(drawing.width < 4000 && drawing.height < 4000)
        }
    }
}
