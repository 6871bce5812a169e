import Configuration
import Foundation
import Pictures
import PlainText
import Plots
import Run
import Views
import Vocabulary

extension Section {
    /// The run's model, data and settings, and how it ended, in a table.
    static func facts(_ source: PageSource) -> HTML? {
        let run = source.run
        let configuration = run.configuration
        var facts: [(name: String, value: HTML)] = [("model", model(source))]
        facts.append(("data", HTML(configuration.data.path ?? "faces that Chorus generates")))
        facts += configuration.recipe.map { [("recipe", recipe($0))] } ?? []
        facts += configuration.initialWeights.map { [("started from", HTML($0))] } ?? []
        facts.append(("seed", "\(configuration.seed)"))
        facts.append(("settings", settings(configuration)))
        facts.append(("ended", HTML(source.figures.stopped)))
        let lives = run.summary?.counters[.lives] ?? 1
        if lives > 1 { facts.append(("continued", HTML(counted(lives - 1, "time")))) }
        facts += time(source.log).map { [("time", HTML($0))] } ?? []
        facts.append(("folder", HTML(source.directory)))
        facts += run.facts["run_id"].map { [("run id", .code($0))] } ?? []
        return Table.facts(facts)
    }

    private static func model(_ source: PageSource) -> HTML {
        guard let model = source.run.model else { return HTML(source.run.configuration.model) }
        return HTML(
            "\(model.name): \(TickFormat.count(model.parameters)) parameters, images of \(model.input), "
                + "\(counted(model.classes.count, "class", plural: "classes"))")
    }

    /// The recipe's name, with the recipe's description if the recipe comes with Chorus. The description of a user's
    /// own recipe is left out, since its file may have changed since the run.
    private static func recipe(_ name: String) -> HTML {
        let about = Recipe.names.contains(name) ? (try? Recipe(name))?.about : nil
        return HTML(name + (about.map { ": \($0)" } ?? ""))
    }

    private static func settings(_ configuration: RunConfiguration) -> HTML {
        let shown = configuration.settings(differingFrom: [RunConfiguration()]).filter { key in
            // The first five of these settings have rows of their own in the table. The last two are left out because a
            // run's configuration has numbers for them even if the user has set none.
            !["recipe", "data.path", "model", "init", "seed", "cluster.workers", "micro_batches"].contains(key)
        }
        guard !shown.isEmpty else { return "the defaults" }
        return .list(shown.map { "\($0): \(configuration.text(ofSetting: $0))" })
    }

    private static func time(_ log: RunLog) -> String? {
        guard let first = log.beginning, let last = log.events.last else { return nil }
        return "\(first.clock) to \(last.clock) UTC"
    }
}
