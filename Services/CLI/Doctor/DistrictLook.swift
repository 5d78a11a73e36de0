import Foundation
import Model

/// Asks a district how it is: everything at once, so that those who do not answer are waited for together.
enum DistrictLook {
    /// How long anybody is waited for.
    static let limit = Duration.seconds(5)
    /// How long after the first look at the logs the second one comes: a healthy follower needs a fraction of it.
    static let pause = Duration.seconds(3)

    /// What everybody may see.
    ///
    /// - Throws: `CancellationError`
    static func outside(_ visitor: ServiceClient) async throws -> DistrictView {
        async let fault = visitor.gatewayFault()
        async let today = reply { try await visitor.get(.registry, "/v1/day").decode(DistrictDay.self) }
        let services = try await each(ServiceName.allCases) { service in
            ServiceView(service: service, readiness: try await reply { try await ready(service, visitor) })
        }
        var view = DistrictView(
            url: visitor.address.url, gatewayFault: try await fault, services: services, day: try await today.value)
        // What stands in front of it may have an answer of its own there.
        if services.contains(where: \.isReady) { view.gatewayFault = nil }
        return view
    }

    /// The same with what the services that are ready tell operators and auditors, and how that goes on.
    ///
    /// - Throws: `CancellationError`
    static func inside(_ client: ServiceClient, _ outside: DistrictView) async throws -> DistrictView {
        guard outside.services.contains(where: \.isReady) else { return outside }
        var view = outside
        let began = ContinuousClock.now
        view.services = try await each(view.services) { try await first(of: $0, client) }
        try await Task.sleep(until: began + pause, clock: .continuous)
        view.services = try await each(view.services) { try await second(of: $0, client) }
        return view
    }

    private static func ready(_ service: ServiceName, _ visitor: ServiceClient) async throws -> ServiceView.Ready {
        struct Said: Decodable {
            let broker: String
        }
        let start = ContinuousClock.now
        let said = try await visitor.get(service, "/readyz").decode(Said.self)
        return ServiceView.Ready(broker: said.broker, took: ContinuousClock.now - start)
    }

    private static func first(of outside: ServiceView, _ client: ServiceClient) async throws -> ServiceView {
        guard outside.isReady else { return outside }
        let service = outside.service
        async let process = reply { try await look(at: service, client) }
        async let standing = reply { try await positions(of: service, client) }
        async let waiting = reply {
            try await client.get(service, "/v1/events/parked").decode([ServiceView.Parked].self)
        }
        var view = outside
        view.process = try await process
        view.positions = [try await standing]
        view.parked = try await waiting
        return view
    }

    private static func second(of seen: ServiceView, _ client: ServiceClient) async throws -> ServiceView {
        guard seen.positions.first?.value != nil else { return seen }
        var view = seen
        view.positions.append(try await reply { try await positions(of: seen.service, client) })
        return view
    }

    private static func positions(
        of service: ServiceName, _ client: ServiceClient
    ) async throws -> EventsLag.Positions {
        try await client.get(service, "/v1/events/positions").decode(EventsLag.Positions.self)
    }

    private static func look(at service: ServiceName, _ client: ServiceClient) async throws -> ProcessView {
        let asked = Timestamp.here
        let said = try await client.get(service, "/v1/process").decode(ProcessView.Said.self)
        return ProcessView(said: said, asked: asked, heard: .here)
    }

    // MARK: - Questions

    /// What a service says, or why it does not.
    ///
    /// - Throws: `CancellationError`
    static func reply<Value: Sendable>(
        _ question: @Sendable () async throws -> Value
    ) async throws -> Reply<Value> {
        do {
            return .said(try await question())
        } catch let failure as any ExitStatusError {
            return .failed(failure)
        }
    }

    /// Asks all at once.
    ///
    /// - Returns: the answers in the order of what was asked.
    static func each<Question: Sendable, Told: Sendable>(
        _ questions: [Question], _ ask: @escaping @Sendable (Question) async throws -> Told
    ) async throws -> [Told] {
        try await withThrowingTaskGroup(of: (Int, Told).self) { group in
            for (index, question) in questions.enumerated() {
                group.addTask { (index, try await ask(question)) }
            }
            var answers: [(index: Int, told: Told)] = []
            for try await (index, told) in group { answers.append((index, told)) }
            return answers.sorted { $0.index < $1.index }.map { $0.told }
        }
    }
}

extension Timestamp {
    /// What this machine's clock says.
    static var here: Timestamp { Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
}
