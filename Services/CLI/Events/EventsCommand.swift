import ArgumentParser
import Model

/// The events between the services: what each recorded, how far the others are, and what could not be applied.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "See what the services record and how far the others have applied it, and mend what is parked.",
        subcommands: [EventsTail.self, EventsLag.self, EventsParked.self, EventsRetry.self, EventsDiscard.self])
}

extension ServiceName: ExpressibleByArgument {}

extension Shard: ExpressibleByArgument {
    package init?(argument: String) {
        guard let number = Int32(argument) else { return nil }
        self.init(number)
    }
}
