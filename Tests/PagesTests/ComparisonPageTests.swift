import Configuration
import Pages
import PictureKit
import Pictures
import TestKit
import Testing

@Suite struct ComparisonPageTests {
    private func run(_ directory: String, classes: Int = 7, epochs: Int = 12) throws -> PagedRun {
        var run = try PagedRun(MadeUpRun(classes: classes, epochs: epochs))
        run.directory = directory
        return run
    }

    private func page(_ runs: PagedRun...) throws -> MarkupTexts {
        try MarkupTexts(ComparisonPage.text(of: runs.map(\.drawn)))
    }

    private func cells(_ page: MarkupTexts, _ title: String) -> String? {
        page["tr"].first { $0.hasPrefix(title) }.map { String($0.dropFirst(title.count)) }
    }

    @Test func settingsThatDifferAreNamed() throws {
        var second = try run("runs/second")
        second.source.configuration.seed = 7
        second.source.configuration.earlyStopping = nil
        let page = try page(try run("runs/first"), second)
        #expect(page["h2"] == ["Results", "Curves", "Settings", "Digests"])
        #expect(page["thead"][0].contains("firstsecond"), "\(page["thead"])")
        #expect(cells(page, "seed") == "07")
        #expect(cells(page, "early_stopping")?.hasSuffix("null") == true)
        #expect(cells(page, "batch_size") == nil)
        #expect(cells(page, "best epoch") == "1010" && cells(page, "parameters") == "817,607817,607")
        #expect(page.elements.count { $0.name == "svg" } == 1)
    }

    @Test func digestsAreEqualOrNot() throws {
        let first = try run("first")
        let same = try page(first, try run("second"))
        #expect(same["li"].contains("weights_sha256: all runs have the same."))
        #expect(same["p"].contains("All runs have the same settings."))
        var other = try run("third")
        other.source.facts["weights_sha256"] = "ff"
        other.source.facts["data_sha256"] = "ee"
        let page = try page(first, try run("second"), other)
        #expect(page["li"].contains("weights_sha256: the same in first and second."))
        #expect(page["li"].contains("The runs were trained on different images."))
        #expect(try self.page(first, other)["li"].contains("weights_sha256: different in every run."))
    }

    @Test func runsThatAreHardToCompare() throws {
        var unfinished = try run("unfinished", classes: 2, epochs: 0)
        unfinished.source.summary = nil
        let empty = PictureSource(name: "empty", configuration: .init())
        let page = try MarkupTexts(
            ComparisonPage.text(of: [
                try run("first").drawn, unfinished.drawn, DrawnRun(empty, directory: "empty"),
            ]))
        #expect(page["li"].contains("unfinished has not stopped, so its values are those so far."))
        #expect(page["li"].contains { $0.hasPrefix("The runs have different classes (first 7, unfinished 2)") })
        #expect(cells(page, "best epoch") == "10––")
    }

    @Test func runsOfOneNameHaveTheirPaths() throws {
        let page = try page(try run("a/run"), try run("b/run/"), try run("<i>"))
        #expect(page["thead"][0].contains("a/runb/run/<i>"))
        #expect(!page.elements.contains { $0.name == "i" })
    }
}
