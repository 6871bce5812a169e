import Foundation
import Testing

extension ClusterTests {
    /// Decoded pixels that are kept from one start to the next: they save time, and change nothing else.
    @Suite struct PixelCaching {
        private static let images = 195

        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeFaces()
            try sandbox.makeTinyModel()
        }

        @Test func sameBitsWithAndWithout() throws {
            let without = try train("--no-cache", out: "without")
            #expect(try entries().isEmpty)
            #expect(without.recalled == nil)
            let first = try train(out: "first")
            #expect(first.recalled == 0)
            #expect(try entries().count == 1)
            let second = try train(out: "second")
            #expect(second.recalled == Self.images)
            #expect(first.bits == without.bits)
            #expect(second.bits == without.bits)
        }

        @Test func resumedWithAnotherSetting() throws {
            let straight = try train("--epochs", "2", out: "straight")
            try train(out: "run")
            try sandbox.run("train", "--resume", "run", "--epochs", "2", "--no-cache")
            #expect(try sandbox.runFolder("run").bits() == straight.bits)
        }

        @Test func aFileOfTheSameSizeAndTimeWithOtherContents() throws {
            let before = try train(out: "before")
            let images = try sandbox.images(of: "faces/train").flatMap { folder in
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { "\(folder)/\($0)" }
            }
            let bySize = Dictionary(grouping: images) { FileManager.default.contents(atPath: $0)?.count ?? 0 }
            let pair = try #require(bySize.values.first { $0.count > 1 && folder(of: $0[0]) != folder(of: $0[1]) })
            let facts = try FileManager.default.attributesOfItem(atPath: pair[0])
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: pair[0]))
            try handle.write(contentsOf: try #require(FileManager.default.contents(atPath: pair[1])))
            try handle.close()
            let time = try #require(facts[.modificationDate])
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: pair[0])

            let after = try train(out: "after")
            let without = try train("--no-cache", out: "without")
            #expect(after.bits == without.bits)
            #expect(after.bits != before.bits)
        }

        @Test func onlyWhatIsNewIsDecoded() throws {
            try train(out: "before")
            try sandbox.run("data", "synthesize", "--out", "others", "--count", "70", "--seed", "5")
            let new = try sandbox.images(of: "others/train/happy")[0]
            try FileManager.default.copyItem(atPath: new, toPath: sandbox.file("faces/train/angry/0-first.png"))
            try FileManager.default.removeItem(atPath: sandbox.images(of: "faces/train/sad")[3])
            let after = try train(out: "after")
            #expect(after.recalled == Self.images - 1)
            #expect(try train(out: "again").recalled == Self.images)
            let without = try train("--no-cache", out: "without")
            #expect(after.bits == without.bits)
        }

        @Test func filesThatCannotBeRead() throws {
            try sandbox.truncate(try sandbox.images(of: "faces/train/happy")[2], to: 200)
            let runs = try ["first", "second"].map { try train("--skip-unreadable", out: $0) }
            #expect(runs.map(\.recalled) == [0, Self.images - 1])
            let without = try train("--skip-unreadable", "--no-cache", out: "without")
            #expect(runs.allSatisfy { $0.bits == without.bits })
        }

        @Test func otherSizesAndChannelsAreOthers() throws {
            try train(out: "first")
            #expect(try train("--image-width", "40", out: "narrow").recalled == 0)
            #expect(try train("--channels", "3", out: "coloured").recalled == 0)
            #expect(try train(out: "second").recalled == Self.images)
            #expect(try entries().count == 3)
        }

        @Test func aDamagedCache() throws {
            let bits = try train(out: "run").bits
            let cache = try entries()[0]
            let whole = try #require(FileManager.default.contents(atPath: cache))
            var flipped = whole
            flipped[whole.count - 1] ^= 1
            let damages = [
                ("cut", whole.prefix(whole.count / 2), 0), ("empty", Data(), 0),
                ("foreign", Data("not a cache".utf8), 0), ("flipped", flipped, Self.images - 1),
            ]
            for (name, bytes, recalled) in damages {
                try bytes.write(to: URL(fileURLWithPath: cache))
                let run = try train(out: name)
                #expect(run.recalled == recalled, "\(name)")
                #expect(run.bits == bits, "\(name)")
                #expect(try #require(FileManager.default.contents(atPath: cache)) == whole, "\(name)")
            }
            try FileManager.default.removeItem(atPath: cache)
            try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: false)
            let run = try train(out: "folder")
            #expect(run.bits == bits)
            #expect(try warnings(of: "folder").count == 1)
        }

        @Test func aFolderThatCannotBeMade() throws {
            try sandbox.write("a file", to: "cache")
            let run = try train(out: "run")
            let warnings = try warnings(of: "run")
            #expect(warnings == ["cache_not_written"])
            #expect(run.bits == (try train("--no-cache", out: "without").bits))
        }

        @Test func twoAtOnce() throws {
            let processes = try ["a", "b", "c"].map { try sandbox.start(arguments(out: $0)) }
            for process in processes { #expect(try process.wait() == .exited(0), "\(process.errors)") }
            let last = try train(out: "last")
            #expect(last.recalled == Self.images)
            #expect(try ["a", "b", "c"].allSatisfy { try sandbox.runFolder($0).bits() == last.bits })
            #expect(try entries().count == 1)
        }

        private func arguments(_ options: [String] = [], out: String) -> [String] {
            ["train", "faces", "--model", "tiny.yaml", "--epochs", "1", "--workers", "1", "--out", out] + options
        }

        /// Trains. Returns the bits, and how many images were in the cache; nil if it was not used.
        @discardableResult
        private func train(_ options: String..., out: String) throws -> (bits: RunBits, recalled: Int?) {
            let process = try sandbox.start(arguments(options, out: out))
            #expect(try process.wait() == .exited(0), "\(process.errors)")
            #expect(process.errors.isEmpty || options.contains("--skip-unreadable"), "\(process.errors)")
            let run = sandbox.runFolder(out)
            return (try run.bits(), try run.events(EventPattern("images_decoded")).first?.integer("cached"))
        }

        /// The paths of all files in the cache.
        private func entries() throws -> [String] {
            let folder = sandbox.file("cache/chorus")
            guard FileManager.default.fileExists(atPath: folder) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: folder).map { folder + "/" + $0 }
        }

        private func folder(of path: String) -> Substring { path.prefix(upTo: path.lastIndex(of: "/")!) }

        private func warnings(of out: String) throws -> [String] {
            try sandbox.runFolder(out).log().filter { $0.level == "warning" }.map(\.event)
        }
    }
}
