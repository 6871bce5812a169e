import Foundation
import Testing

extension ClusterTests {
    /// Recipes: how they are listed, read and kept.
    @Suite struct Recipes {
        let sandbox: Sandbox

        init() throws {
            sandbox = try Sandbox()
            try sandbox.makeSmallRunFiles()
            try sandbox.write(
                """
                about: A small one. It is for tests.
                data: {balance: {targets: {disgust: 20, happy: 30}}}
                model: tiny.yaml
                seed: 7
                epochs: 2
                batch_size: 32
                class_weight: none
                early_stopping: null
                """, to: "small-recipe.yaml")
        }

        @Test func listAndShow() throws {
            let lines = try sandbox.run("recipe", "list").output.split(separator: "\n")
            #expect(lines.map { $0.prefix { $0 != " " } } == ["paper", "hackersrealm"])
            #expect(lines.allSatisfy { $0.count < 80 && $0.hasSuffix(".") }, "\(lines)")
            let text = try sandbox.run("recipe", "show", "paper").output
            #expect(text.hasPrefix("about: >-\n") && text.contains("disgust: 3500"))
            // What it shows is a recipe.
            try sandbox.write(text, to: "mine.yaml")
            #expect(try sandbox.run("recipe", "show", "mine.yaml").output == text)
            try sandbox.expectFailure(
                ["recipe", "show", "papper"], status: 64, says: "recipe is papper; did you mean 'paper'?")
        }

        /// Config and command line win over the recipe; config.yaml names it and has everything.
        @Test func aRunKeepsItsRecipe() throws {
            try sandbox.write("recipe: small-recipe.yaml\ndata: {path: faces}\nbatch_size: 48\n", to: "run.yaml")
            let process = try sandbox.run(
                "train", "--config", "run.yaml", "--epochs", "1", "--workers", "0", "--out", "run")
            let recipe = sandbox.file("small-recipe.yaml")
            #expect(process.output.contains("of them augmented copies"), "\(process.output)")
            #expect(process.output.contains("(recipe \(recipe))"), "\(process.output)")
            let run = sandbox.runFolder("run")
            let began = try #require(try run.events(EventPattern("run_began")).first)
            #expect(began.integer("train_copies") == 13)
            #expect(began.text("recipe") == recipe)
            let config = contents(of: run.path + "/config.yaml")
            for line in [
                "recipe: \"\(recipe)\"", "epochs: 1", "batch_size: 48", "seed: 7", "early_stopping: null",
                "class_weight: none",
            ] {
                #expect(config.contains("\n\(line)\n") || config.hasPrefix("\(line)\n"), "\(line): \(config)")
            }

            // The recipe may be gone, but not another one.
            try sandbox.expectFailure(
                ["train", "--resume", "run", "--recipe", "hackersrealm", "--workers", "0"], status: 64,
                says: "--recipe", "reduce_lr_on_plateau", "on --resume only")
            try FileManager.default.removeItem(atPath: recipe)
            try sandbox.run("train", "--resume", "run", "--epochs", "2", "--workers", "0")
            #expect(contents(of: run.path + "/config.yaml").hasPrefix("recipe: \"\(recipe)\"\n"))
            #expect(try run.count("epochs") == 2)
        }

        @Test func mistakes() throws {
            try sandbox.expectFailure(
                ["train", "faces", "--recipe", "papr", "--out", "run"], status: 64,
                says: "--recipe is papr; did you mean 'paper'?")
            try sandbox.expectFailure(
                ["train", "faces", "--recipe", "no.yaml", "--out", "run"], status: 66, says: "no.yaml: no such file")
            try sandbox.expectFailure(
                ["train", "faces", "--config", "small-recipe.yaml", "--out", "run"], status: 64,
                says: "small-recipe.yaml:1: about is a key of recipes", "give it by --recipe")
            try FileManager.default.removeItem(atPath: sandbox.file("faces/train/disgust"))
            try FileManager.default.removeItem(atPath: sandbox.file("faces/validation/disgust"))
            try sandbox.expectFailure(
                ["train", "faces", "--recipe", "paper", "--out", "run"], status: 64,
                says: "data.balance.targets.disgust", "no such class")
            #expect(!FileManager.default.fileExists(atPath: sandbox.file("run")))
        }
    }
}
