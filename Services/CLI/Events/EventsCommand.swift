import ArgumentParser
import Model

/// The events between the services: how far each has got, and what could not be applied.
struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "See how far the services have applied each other's events, and mend what is parked.",
        subcommands: [EventsLag.self, EventsParked.self, EventsRetry.self, EventsDiscard.self])
}

extension ServiceName: ExpressibleByArgument {}
