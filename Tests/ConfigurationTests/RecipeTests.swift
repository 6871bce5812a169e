import Augmentation
import Configuration
import Files
import Foundation
import Networks
import Options
import Testing
import TestKit
import Training

@Suite struct RecipeTests {
    private let folder = TemporaryFolder()

    private func read(_ recipe: String) throws -> RunConfiguration {
        var configuration = RunConfiguration()
        try configuration.read(Recipe(recipe))
        return configuration
    }

    private func file(_ text: String, _ name: String = "recipe.yaml") -> String { folder.write(text.utf8, to: name) }

    /// The defaults are the paper's. Its balance, and the padding, are the recipe's own.
    @Test func paper() throws {
        var expected = RunConfiguration()
        expected.recipe = "paper"
        expected.microBatches = 4
        expected.padding = .valid
        expected.data.balance = ClassBalance(
            targets: .perClass([
                "neutral": 7000, "sad": 5000, "fear": 4000, "angry": 4100, "surprise": 4000, "disgust": 3500,
            ]))
        let paper = try read("paper")
        #expect(paper == expected)
        // Whatever the defaults become, these are its numbers.
        #expect(paper.optimizer.learningRate == 1e-4 && paper.batchSize == 64 && paper.epochs == 500)
        #expect(paper.plateau?.factor == 0.75 && paper.plateau?.patience == 8)
        #expect(paper.plateau?.minimumLearningRate == 1e-5 && paper.earlyStopping?.patience == 20)
        #expect(paper.classWeight == .balanced)
        var list = [Affine(rotation: 30, heightShift: 0.2, widthShift: 0.2, shear: 0.2, zoom: FactorRange(0.8, 1.2))]
        list[0].fillMode = .nearest
        #expect(paper.data.balance?.augment == TransformList(list + [Flip(), Brightness()] as [any Transform]))
    }

    @Test func hackersrealm() throws {
        var expected = RunConfiguration()
        expected.recipe = "hackersrealm"
        expected.microBatches = 8
        expected.model = "hackersrealm"
        expected.padding = .valid
        expected.optimizer.learningRate = 1e-3
        expected.batchSize = 128
        expected.epochs = 100
        expected.classWeight = .none
        expected.plateau = nil
        expected.earlyStopping = nil
        #expect(try read("hackersrealm") == expected)
        #expect(expected.data.balance == nil && expected.augment.isEmpty)
    }

    /// They say what they are, and each setting that decides the experiment, also where it is the default.
    @Test(arguments: Recipe.names)
    func whatShips(name: String) throws {
        let recipe = try Recipe(name)
        let about = try #require(recipe.about)
        #expect(about.hasPrefix(recipe.summary) && recipe.summary.hasSuffix("."))
        #expect((20...66).contains(recipe.summary.count), "a line of 'chorus recipe list'")
        #expect(about.contains("validation accuracy"))
        // Whatever was set before.
        var configuration = RunConfiguration()
        (configuration.data.imageHeight, configuration.data.imageWidth, configuration.data.channels) = (20, 21, 3)
        configuration.data.balance = ClassBalance()
        configuration.augment = .ofBalance
        (configuration.model, configuration.padding) = ("other.yaml", .same)
        (configuration.epochs, configuration.batchSize, configuration.microBatches) = (3, 7, 2)
        configuration.classWeight = .perClass(["a": 2])
        (configuration.optimizer.learningRate, configuration.optimizer.epsilon) = (0.5, 0.5)
        (configuration.optimizer.beta1, configuration.optimizer.beta2) = (0.5, 0.5)
        var plateau = ReduceLROnPlateau.Options()
        (plateau.monitor, plateau.factor, plateau.patience) = (MonitoredMetric.allCases[1], 0.5, 1)
        (plateau.minDelta, plateau.cooldown, plateau.minimumLearningRate) = (0.5, 1, 0.5)
        configuration.plateau = plateau
        var stopping = EarlyStopping.Options()
        (stopping.monitor, stopping.patience, stopping.minDelta) = (MonitoredMetric.allCases[1], 1, 0.5)
        configuration.earlyStopping = stopping
        configuration.best.monitor = MonitoredMetric.allCases[1]
        try configuration.read(recipe)
        #expect(try configuration == read(name))
        // A run's config.yaml has them all, and names the recipe.
        let written = configuration.yaml()
        #expect(written.hasPrefix("recipe: \(name)\n"))
        #expect(try RunConfiguration(yaml: written, file: "config.yaml") == configuration)
    }

    @Test func aFileWinsOverItsRecipeAndAnOptionOverBoth() throws {
        let recipe = file("about: Mine.\nepochs: 7\nbatch_size: 32\nseed: 5\nearly_stopping: null\n")
        let config = file("batch_size: 16\nrecipe: \(recipe)\nearly_stopping: {patience: 2}\n", "run.yaml")
        var configuration = RunConfiguration()
        try configuration.read(file: config)
        #expect(configuration.recipe == recipe && configuration.isRecipeFile)
        #expect((configuration.epochs, configuration.batchSize, configuration.seed) == (7, 16, 5))
        // The recipe has turned the rule off, the file begins it with its defaults.
        #expect(configuration.earlyStopping?.patience == 2 && configuration.earlyStopping?.monitor == .loss)
        try configuration.set(try #require(RunConfiguration.schema["seed"]), to: "6")
        #expect(configuration.seed == 6)

        // Another recipe, or none, instead of the file's.
        let other = file("epochs: 9\nbatch_size: 8\n", "other.yaml")
        configuration = RunConfiguration()
        try configuration.read(file: config, recipe: .instead(other))
        #expect((configuration.epochs, configuration.batchSize, configuration.seed) == (9, 16, 0))
        #expect(configuration.recipe == other)
        configuration = RunConfiguration()
        try configuration.read(file: config, recipe: .instead(nil))
        #expect((configuration.epochs, configuration.batchSize, configuration.recipe) == (500, 16, nil))
    }

    /// The file of a run directory has all settings; a recipe that is gone or was changed since does not matter.
    @Test func theFileOfARunIsReadWithoutItsRecipe() throws {
        let config = file("recipe: gone/away.yaml\nepochs: 3\n", "config.yaml")
        var configuration = RunConfiguration()
        try configuration.read(file: config, .own)
        #expect(configuration.recipe == "gone/away.yaml" && configuration.epochs == 3)
        #expect(throws: ConfigurationError.self) { try configuration.read(file: config) }
    }

    /// The word cancels what a configuration names, in a file and on the command line.
    @Test(arguments: ["recipe", "init", "freeze", "data.path", "data.balance", "padding"])
    func noneIsNothing(key: String) throws {
        let setting = try #require(RunConfiguration.schema[key])
        let line = setting.group.map { "\($0): {\(setting.name): none}" } ?? "\(key): none"
        var configuration = RunConfiguration()
        configuration.recipe = "paper"
        configuration.initialWeights = "runs/a"
        configuration.freeze = LayerNames(["conv2d_1"])
        configuration.data.path = "faces"
        configuration.data.balance = ClassBalance()
        configuration.padding = .same
        var typed = configuration
        try typed.set(setting, to: "none")
        #expect(setting.write(typed) == setting.write(RunConfiguration()))
        var read = RunConfiguration()
        try read.read(file: file(line, "run.yaml"))
        #expect(read == RunConfiguration())
    }

    /// Quotes make it a name.
    @Test func aFolderMayBeNamedNone() throws {
        var configuration = RunConfiguration()
        configuration.data.path = "none"
        #expect(try RunConfiguration(yaml: configuration.yaml(), file: "run.yaml") == configuration)
    }

    @Test func anUnknownNameHasANearest() throws {
        let error = #expect(throws: ConfigurationError.self) { try Recipe("papper") }
        let problem = "recipe is papper; did you mean 'paper'? (the path of a recipe file holds a / or ends in .yaml)"
        #expect(error?.description == problem)
        let config = file("epochs: 3\nrecipe: papper\n", "run.yaml")
        var configuration = RunConfiguration()
        let inFile = #expect(throws: ConfigurationError.self) { try configuration.read(file: config) }
        #expect(inFile?.description == "\(config):2: \(problem)")
        let unlike = #expect(throws: ConfigurationError.self) { try Recipe("baseline") }
        #expect(unlike?.description.contains("there are paper, hackersrealm") == true)
    }

    @Test func mistakesInAFileAreNamed() {
        func problem(_ text: String) -> String? {
            let path = file(text)
            let error = #expect(throws: ConfigurationError.self) { try Recipe(path) }
            return error?.description.replacing(path, with: "r.yaml")
        }
        #expect(problem("about: x\nepoch: 3") == "r.yaml:2: epoch is not a setting; did you mean 'epochs'?")
        #expect(
            problem("epochs: 3\nrecipe: paper")
                == "r.yaml:2: recipe is a key of configurations only: a recipe cannot build on another recipe")
        #expect(
            problem("about: [a]")
                == "r.yaml:1: about is a list; it must be a text: what the recipe is, where it comes from, what it "
                + "reached")
        #expect(problem("- a")?.hasPrefix("r.yaml:1: the configuration is a list; it must be a mapping") == true)
        #expect(problem("a: {b")?.hasPrefix("r.yaml") == true)
        let missing = #expect(throws: ConfigurationError.self) { try Recipe("no/such.yaml") }
        #expect(missing?.description == "no/such.yaml: no such file; it must be a recipe, a YAML file of settings")
    }

    @Test func aRecipeIsNoConfiguration() {
        let path = file("about: It is.\n")
        var configuration = RunConfiguration()
        let error = #expect(throws: ConfigurationError.self) { try configuration.read(file: path) }
        #expect(error?.description == "\(path):1: about is a key of recipes, and this is a configuration")
        #expect(error?.instead == .recipe)
    }

    /// A resumed run keeps its recipe.
    @Test func itMayNotChangeOnResume() throws {
        let paper = try read("paper")
        var other = paper
        other.recipe = nil
        #expect(other.differences(from: paper) == ["recipe"])
        #expect(
            try read("hackersrealm").differences(from: paper) == [
                "recipe", "data.balance", "model", "batch_size", "micro_batches", "class_weight",
                "optimizer.learning_rate", "reduce_lr_on_plateau", "early_stopping",
            ])
        // Checkpoints have the settings, not where they come from.
        #expect(other.decidingDifferences(from: paper.decidingOptions).isEmpty)
    }
}
