import Configuration
import Datasets
import Pages
import PictureKit
import Pictures
import PlainText
import Plots
import Reports
import Run
import TestKit
import Testing
import Views
import Vocabulary

@Suite struct RunPageTests {
    private static let sections = [
        "run", "again", "data", "curves", "classes", "confusion", "calibration", "predictions", "augmentation",
        "events",
    ]

    private func sections(of page: MarkupTexts) -> [String] {
        page.elements.filter { $0.name == "section" }.compactMap { $0.attributes["id"] }
    }

    private func expectAlone(_ page: MarkupTexts) {
        let names = Set(page.elements.map(\.name))
        #expect(
            names.isDisjoint(with: [
                "script", "link", "iframe", "object", "embed", "img", "form", "base", "foreignObject",
            ]))
        for element in page.elements {
            for (name, value) in element.attributes {
                #expect(!name.hasPrefix("on") && name != "src", "\(element)")
                guard name == "href" else { continue }
                #expect(value.hasPrefix("#") || value.hasPrefix("data:image/png;base64,"), "\(value.prefix(80))")
            }
        }
        #expect(page["style"].allSatisfy { !$0.contains("url(") && !$0.contains("@import") })
        let policy = page.elements.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
        #expect(
            policy?.attributes["content"]?.hasPrefix("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
                == true)
    }

    @Test(arguments: [2, 7, 30]) func isWellFormedAndLoadsNothing(classes: Int) throws {
        let run = try PagedRun(MadeUpRun(classes: classes, epochs: 12, isBalanced: true))
        let page = try MarkupTexts(run.page())
        expectAlone(page)
        #expect(sections(of: page) == RunPageTests.sections)
        let links = page.elements.filter { $0.name == "a" }.compactMap { $0.attributes["href"] }
        #expect(links == RunPageTests.sections.map { "#\($0)" })
    }

    @Test func isReadableWithoutSight() throws {
        let run = try PagedRun(MadeUpRun(classes: 7, epochs: 12, isBalanced: true))
        let page = try MarkupTexts(run.page())
        #expect(page.elements[0].attributes["lang"] == "en")
        #expect(page["h1"] == [run.source.name] && page["h2"].count == RunPageTests.sections.count)
        let headings = page.elements.map(\.name).filter { ["h1", "h2", "h3"].contains($0) }
        #expect(headings.first == "h1" && headings.dropFirst().first == "h2")
        #expect(page.elements.filter { $0.name == "th" }.allSatisfy { $0.attributes["scope"] != nil })
        let labels = page.elements.filter { $0.name == "svg" }.compactMap { $0.attributes["aria-label"] }
        #expect(Set(labels) == Set(run.drawn.pictures.map(\.drawing.summary)))
        #expect(labels.count == Picture.all.count && page["figcaption"].count == labels.count)
    }

    @Test func hasTheValuesOfTheRun() throws {
        let run = try PagedRun(MadeUpRun(classes: 7, epochs: 12, isBalanced: true))
        let page = try MarkupTexts(run.page())
        let matrix = try #require(run.source.classified).confusion
        let figures = page["dd"].map { $0.split(separator: " ").joined(separator: " ") }
        #expect(figures[0] == "\(percent(matrix.accuracy, decimals: 2))" && figures.contains("10 of 12"))
        #expect(figures.contains("62.50%") && figures.contains("2m05s") && figures.contains("1,235 /s"), "\(figures)")
        #expect(page["td"].contains("fer-cnn: 817,607 parameters, images of 48×48×1, 7 classes"))
        #expect(page["td"].contains("early stopping: val_loss was no better for 20 epochs"))
        #expect(page["code"].contains("chorus train --config fer-cnn-20260102-030405/config.yaml --out again"))
        #expect(["aa11", "bb22", "cc33", "dd44"].allSatisfy(page["code"].contains))
        #expect(page["pre"].contains(run.source.configuration.yaml()))
        #expect(page["li"].contains(try #require(matrix.mostConfused(limit: 1).first).sentence))
        #expect(page["p"].contains("2 workers joined, 1 session was lost, 3 blocks were reassigned and 0 raced."))
        #expect(page["p"].contains { $0.hasPrefix("In the best epoch, 10, training accuracy is ") })
        // The second worker, then the loss of the first.
        let rows = page["tr"]
        #expect(rows.contains("bhost-21103075.0%"), "\(rows.suffix(20))")
        #expect(rows.contains { $0.contains("warning: worker a was lost: nothing was heard of it") })
        #expect(rows.contains { $0.hasPrefix("1970-01-01 00:00:00interrupted after step 9") })
    }

    @Test func namesFromOutsideAreTexts() throws {
        let bad = "<script>alert(1)</script>\n\"'><b onload=x>&amp;\u{202E}\u{1}"
        let shown = #"<script>alert(1)</script>\n"'><b onload=x>&amp;\u{202E}\u{1}"#
        var run = try PagedRun(MadeUpRun(classes: 2, epochs: 3))
        let dataset = try #require(run.source.dataset)
        let classes = [bad, "sad"]
        run.source.dataset = Dataset(
            classes: classes, train: dataset.train, validation: dataset.validation, remarks: [bad])
        run.source.classified = run.source.classified.map { old in
            ClassifiedSplit(
                classes: classes, split: old.split,
                probabilities: old.predictions.map { $0 == 0 ? [0.9, 0.1] : [0.2, 0.8] })
        }
        run.source.model?.name = bad
        run.source.name = bad
        run.source.configuration.data.path = bad
        run.source.facts["weights_sha256"] = bad
        run.events.append(.dataRemark(bad))
        run.events.append(.cluster(.joined(worker: bad, host: bad, slots: 1, workers: 1)))
        let text = try run.page()
        let page = try MarkupTexts(text)
        expectAlone(page)
        #expect(!page.elements.contains { $0.name == "b" })
        #expect(page["title"].first == shown && page["h1"] == [shown])
        #expect(page["th"].contains(shown) && page["li"].contains(shown))
        #expect(page["td"].contains("warning: \(shown)"))
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func withoutImagesTheRestIsThere() throws {
        var run = try PagedRun(MadeUpRun(classes: 7, epochs: 12))
        run.source.dataset = nil
        run.source.classified = nil
        let page = try MarkupTexts(run.page())
        #expect(sections(of: page) == ["run", "again", "data", "curves", "events"])
        #expect(page["p"].contains { $0.hasPrefix("The images were not at hand") })
        run.events = []
        #expect(try sections(of: MarkupTexts(run.page())) == ["run", "again", "data", "curves", "events"])
        run.source.summary = nil
        let going = try MarkupTexts(run.page())
        #expect(sections(of: going) == ["run", "again", "data", "curves"])
        #expect(going["td"].contains("not stopped: it goes on, or its process was killed"))
    }

    @Test func beforeTheFirstCheckpoint() throws {
        let source = PictureSource(name: "new", configuration: .init())
        let page = try MarkupTexts(
            RunPage.text(of: DrawnRun(source, directory: "new"), log: RunLog(text: "")))
        expectAlone(page)
        #expect(page["p"].contains("No epoch has ended yet: there is no result."))
        #expect(page["p"].contains("There is no checkpoint yet."))
    }

    @Test func ofLongLogsWhatMattersIsShown() throws {
        let short = try PagedRun(MadeUpRun(classes: 2, epochs: 4))
        let all = try MarkupTexts(short.page())["tr"].filter { $0.hasPrefix("1970-01-01") }
        #expect(all.count == short.events.count - 4)
        #expect(all.count { $0.contains("checkpoint at step") } == 4)
        // The line that was not written whole is none.
        #expect(try MarkupTexts(short.page())["p"].contains("4 more lines in log.jsonl."))

        let long = try MarkupTexts(PagedRun(MadeUpRun(classes: 2, epochs: 500)).page())
        let shown = long["tr"].filter { $0.hasPrefix("1970-01-01") }
        // Three of workers, the last best epoch, the end.
        #expect(shown.count == 5 && shown.contains { $0.contains("Epoch 499/500") }, "\(shown)")
        #expect(long["p"].contains("1,499 more lines in log.jsonl."))

        var busy = short
        busy.events = (0..<200).map { .dataRemark("remark \($0)") }
        let rows = try MarkupTexts(busy.page())["tr"]
        #expect(rows.count { $0.contains("warning: remark") } == 60 && rows.contains("…140 more lines"))
    }
}
