import Foundation
import Testing

extension ClusterTests {
    /// The commands that show what balance and augmentation do to data, and write it.
    @Suite struct AugmentedData {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
            try sandbox.write(
                "about: Small.\ndata: {balance: {targets: {disgust: 20, happy: 30}}}\n", to: "small-recipe.yaml")
        }

        /// The written set is what a run with the balance trains on: the same bits.
        @Test func theBalancedSetAsFiles() throws {
            let text = try sandbox.run(
                "data", "augment", "faces", "--recipe", "small-recipe.yaml", "--seed", "7", "--out", "set"
            ).output
            #expect(text == "180 training images in set, 13 of them augmented copies\n")
            let counts = try jsonObject(try sandbox.run("data", "summary", "set", "--json").output)["counts"]
            let expected = ["train": [26, 20, 26, 30, 26, 26, 26], "validation": Array(repeating: 4, count: 7)]
            #expect(counts as? [String: [Int]] == expected)
            let names = try sandbox.images(of: "set/train/disgust").map { ($0 as NSString).lastPathComponent }
            #expect(names.first == "00000.png" && names.last == "copy-00008-of-00008.png")

            func bits(_ arguments: [String], out: String) throws -> RunBits {
                let process = try sandbox.start(
                    ["train"] + arguments + ["--model", "tiny.yaml", "--seed", "7", "--workers", "0", "--out", out]
                        + ["--epochs", "2"])
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                return try sandbox.runFolder(out).bits()
            }
            try sandbox.write("data: {balance: {targets: {disgust: 20, happy: 30}}}\n", to: "balance.yaml")
            let inMemory = try bits(["faces", "--config", "balance.yaml"], out: "memory")
            #expect(try bits(["set"], out: "files") == inMemory)
            // All targets are reached, so the recipe's own balance adds nothing to it.
            #expect(try bits(["set", "--config", "balance.yaml"], out: "again") == inMemory)
            #expect(try bits(["faces"], out: "plain") != inMemory)
        }

        /// Held-out images become validation files, so that the set is trained on alike.
        @Test func aSetWithoutValidationImages() throws {
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation"))
            let options = ["--seed", "3", "--validation-fraction", "0.2"]
            try sandbox.run(
                "data", "augment", "faces", "--balance", "largest", "--out", "set", "--seed", "3",
                "--validation-fraction", "0.2")
            func train(_ arguments: [String], out: String) throws -> RunBits {
                let process = try sandbox.start(
                    ["train"] + arguments + options
                        + ["--model", "tiny.yaml", "--epochs", "1", "--workers", "0", "--out", out])
                #expect(try process.wait() == .exited(0), "\(process.errors)")
                return try sandbox.runFolder(out).bits()
            }
            #expect(try train(["set"], out: "files") == train(["faces", "--balance", "largest"], out: "memory"))
        }

        @Test func summaryBeforeAndAfter() throws {
            let text = try sandbox.run("data", "summary", "faces", "--recipe", "small-recipe.yaml").output
            let rows = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(rows.first == ["class", "train", "copies", "balanced", "validation"], "\(text)")
            #expect(rows.contains(["disgust", "11", "9", "20", "4"]), "\(text)")
            #expect(rows.contains(["angry", "26", "0", "26", "4"]), "\(text)")
            #expect(rows.contains(["total", "167", "13", "180", "28"]), "\(text)")
            let json = try jsonObject(
                try sandbox.run("data", "summary", "faces", "--recipe", "small-recipe.yaml", "--json").output)
            #expect(json["copies"] as? [Int] == [0, 9, 0, 4, 0, 0, 0])
            let plain = try jsonObject(try sandbox.run("data", "summary", "faces", "--json").output)
            #expect(plain["copies"] == nil)
            #expect((plain["counts"] as? [String: [Int]]) == (json["counts"] as? [String: [Int]]))
        }

        @Test func preview() throws {
            let text = try sandbox.run(
                "data", "preview", "faces", "--recipe", "small-recipe.yaml", "--out", "preview.png", "--draws", "3"
            ).output
            #expect(text == "preview.png: 2 classes, original, copy 1, copy 2, copy 3; 5 classes without copies\n")
            let png = try Data(contentsOf: URL(fileURLWithPath: sandbox.file("preview.png")))
            #expect(png.prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            try sandbox.run("data", "preview", "faces", "--balance", "largest", "--out", "preview.png", "--images", "1")
            #expect(try Data(contentsOf: URL(fileURLWithPath: sandbox.file("preview.png"))) != png)
            // Without DATA it shows generated faces, of which every class has equally many.
            try sandbox.expectFailure(
                ["data", "preview", "--balance", "largest", "--out", "p.png"], status: 64, says: "none gets copies")
            try sandbox.expectFailure(
                ["data", "preview", "faces", "--out", "p.png"], status: 64, says: "images stay as they are")
            try sandbox.expectFailure(
                ["data", "augment", "faces", "--out", "p"], status: 64, says: "no copies to write", "--balance largest")
            try sandbox.expectFailure(
                ["data", "preview", "faces", "--balance", "largest", "--out", "faces"], status: 64, says: ".png")
            try sandbox.expectFailure(
                ["data", "preview", "faces", "--balance", "largest", "--out", "p.png", "--draws", "21"], status: 64,
                says: "--draws is 21; it must be a whole number from 1 to 20")
        }
    }
}
