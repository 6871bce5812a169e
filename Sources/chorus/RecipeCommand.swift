import ArgumentParser
import Configuration
import Terminals

/// `chorus recipe`: the experiments that come with Chorus.
struct RecipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipe", abstract: "List or show the experiments that come with Chorus.",
        discussion: "'chorus train DATA --recipe NAME' runs one.", subcommands: [List.self, Show.self])

    /// `chorus recipe list`: the names of the recipes, and what each is.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Names, and what each is.")

        func run() throws {
            let width = Recipe.names.map(\.count).max() ?? 0
            for name in Recipe.names {
                let padding = String(repeating: " ", count: width - name.count)
                Console.show("\(name)\(padding)  \(try Recipe(name).summary)")
            }
        }
    }

    /// `chorus recipe show`: the file of a recipe.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The file of a recipe, to read or to start one's own from.")

        @Argument(help: "A name that 'chorus recipe list' has, or a file.")
        var name: String

        func run() throws {
            Console.write(try Recipe(name).yaml)
        }
    }
}
