import Terminals
import Testing
import Views

@Suite struct TerminalTests {
    @Test(arguments: [
        (["TERM": "xterm", "LANG": "C.UTF-8"], true, true, true), (["TERM": "xterm", "LANG": "C"], true, true, false),
        (["TERM": "xterm", "LC_ALL": "C", "LANG": "de_DE.utf8"], true, true, false),
        (["TERM": "xterm", "LC_CTYPE": "de_DE.utf8"], true, true, true),
        (["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"], true, false, false),
        (["TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": ""], true, true, true),
        (["TERM": "dumb", "LANG": "C.UTF-8"], false, false, false), (["LANG": "C.UTF-8"], false, false, false),
    ])
    func theEnvironmentDecides(environment: [String: String], drawsOver: Bool, colour: Bool, unicode: Bool) {
        let terminal = Terminal(isTerminal: true, environment: environment)
        #expect(terminal.drawsOver == drawsOver && terminal.hasColour == colour && terminal.hasUnicode == unicode)
        let pipe = Terminal(isTerminal: false, environment: environment)
        #expect(!pipe.drawsOver && !pipe.hasColour && !pipe.hasUnicode && pipe.columns == nil)
    }

    @Test func controlCharactersWithinALineAreShown() {
        var line = StyledLine("a\u{1B}[2J")
        line.append("\n\u{202E}", .green)
        #expect(line.text == #"a\u{1B}[2J\n\u{202E}"#)
        #expect(line.rendered(colour: true) == "a\\u{1B}[2J\u{1B}[32m\\n\\u{202E}\u{1B}[0m")
        #expect(line.width == line.text.count)
    }

    @Test(arguments: [
        (100, "Epoch 3/8  ━━━━━━━━━━━━────────────  44/88  8s left  run 1m05s left  2 workers  512 samples/s"),
        (60, "Epoch 3/8  ━━━━━━━━━━━━────────────  44/88  8s left"), (35, "Epoch 3/8  ━━━━━━━───────  44/88"),
        (24, "Epoch 3/8  44/88"), (12, "Epoch 3/8"), (5, "Epoc"),
    ])
    func aNarrowTerminalHasAShorterBar(columns: Int, text: String) {
        let facts = ["44/88", "8s left", "run 1m05s left", "2 workers", "512 samples/s"]
        func line(_ columns: Int, unicode: Bool) -> StyledLine {
            ProgressBar.line("Epoch 3/8", filled: 0.5, facts: facts, columns: columns, unicode: unicode)
        }
        #expect(line(columns, unicode: true).text == text)
        for columns in 0...200 {
            #expect(line(columns, unicode: true).width < max(columns, 1))
            #expect(line(columns, unicode: false).text.allSatisfy { $0.isASCII })
            #expect(line(columns, unicode: false).width < max(columns, 1))
        }
    }

    @Test func longLinesBreakAtSpaces() {
        let text = "chorus: one of the images in data/a/long/folder is left out"
        #expect(
            wrappedText(text, width: 30, indent: 8) == [
                "chorus: one of the images in", "        data/a/long/folder is", "        left out",
            ])
        // A path is never broken.
        #expect(
            wrappedText(text, width: 12, indent: 2) == [
                "chorus: one", "  of the", "  images in", "  data/a/long/folder", "  is left", "  out",
            ])
        #expect(wrappedText(text, width: 59, indent: 8) == [text])
        #expect(wrappedText("", width: 10, indent: 2) == [""] && wrappedText("a  b", width: 9, indent: 2) == ["a  b"])
    }

    @Test func timesLeft() {
        var left = TimeLeft(stepsPerEpoch: 10, epochs: 5)
        #expect(left.ofEpoch(step: 0) == nil && left.rate(batchSize: 64) == nil)
        left.stepped(seconds: 2)
        #expect(left.rate(batchSize: 64) == 32)
        #expect(left.ofEpoch(step: 4) == 12)
        #expect(left.ofRun(epoch: 5, step: 4) == 12)
        #expect(left.ofRun(epoch: 3, step: 4) == 52)
        left.epochEnded(seconds: 25, trainingSeconds: 20)
        #expect(left.ofEpoch(step: 4) == 17)
        #expect(left.ofRun(epoch: 3, step: 4) == 67)
    }

    @Test(arguments: [
        (0.4, "0s"), (59.4, "59s"), (59.6, "1m00s"), (125, "2m05s"), (11_220, "3h07m"), (187_200, "2d04h"),
        (.infinity, "?"),
    ])
    func durations(seconds: Double, text: String) {
        #expect(durationText(seconds) == text)
    }
}
