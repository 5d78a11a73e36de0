import Model

/// Who answers, and as what.
extension Judgement {
    private static let slow = Duration.seconds(3)

    var gateway: [Finding] {
        guard let fault = view.gatewayFault else { return [] }
        return [
            Finding(
                area: .gateway, about: ["gateway"], says: "No gateway of a district answers at \(view.url): \(fault).",
                means: "Nobody reaches the district: no page, no vote, no payment. What was recorded is kept.",
                next: "\(commands.status); \(commands.log(of: "gateway"))")
        ]
    }

    /// Behind a gateway that does not answer nobody is seen.
    var services: [Finding]? {
        guard view.gatewayFault == nil else { return nil }
        return view.services.flatMap { seen -> [Finding] in
            switch seen.readiness {
            case .said(let ready): return slowness(of: seen.service, ready.took) + gaps(of: seen)
            case .failed(let failure): return [absence(of: seen.service, failure)]
            }
        }
    }

    private func slowness(of service: ServiceName, _ took: Duration) -> [Finding] {
        guard took >= Self.slow else { return [] }
        let milliseconds = Int64(took / .milliseconds(1))
        return [
            Finding(
                area: .services, about: [service.rawValue],
                says: "\(service.rawValue) is ready, and took \(milliseconds) ms to say so.",
                means: "Whoever waits for it waits as long: its machine, its database or its disk has too much to do.",
                next: "\(commands.log(of: service.rawValue)); \(commands.log(of: "postgres-\(service.rawValue)"))")
        ]
    }

    /// What a service that is ready did not say, though it was asked by somebody who may know.
    private func gaps(of seen: ServiceView) -> [Finding] {
        let name = seen.service.rawValue
        let failure = seen.failures.first { failure in
            guard let refusal = failure as? ServiceRefusal else { return true }
            return ![401, 403, 404].contains(refusal.status)
        }
        guard let failure else { return [] }
        return [
            Finding(
                area: .services, about: [name],
                says: "\(name) is ready, and could not say how it is: \(Words.line(failure.message))",
                means: Self.loss(of: seen.service), next: commands.log(of: name))
        ]
    }

    private func absence(of service: ServiceName, _ failure: any ExitStatusError) -> Finding {
        let name = service.rawValue
        let says: String
        let next: String
        switch failure as? ServiceRefusal {
        case let refusal? where refusal.slug == "not-ready":
            says = "\(name) lives and is not ready: its database does not answer it, or it has just been started."
            next = "\(commands.log(of: "postgres-\(name)")); \(commands.log(of: name))"
        case let refusal? where refusal.exitStatus == .unreachable:
            says = "\(name) is away: the gateway finds nobody there."
            next = "\(commands.status); \(commands.log(of: name))"
        case let refusal?:
            says = "\(name) answers \(refusal.status) where it should say whether it is ready."
            next = "what TONGTI_URL or --url leads to; \(commands.log(of: name))"
        case nil where failure is ServiceUnreachable:
            says = "\(name) does not answer within \(DistrictLook.limit.components.seconds) seconds: it hangs."
            next = "\(commands.startAgain(name)), after a look at its log: \(commands.log(of: name))"
        case nil:
            says = "\(name) says something that is no answer: \(Words.line(failure.message))"
            next = "what TONGTI_URL or --url leads to; \(commands.log(of: name))"
        }
        return Finding(area: .services, about: [name], says: says, means: Self.loss(of: service), next: next)
    }

    /// What people cannot do meanwhile.
    private static func loss(of service: ServiceName) -> String {
        let loss =
            switch service {
            case .registry: "Nobody signs in, and no roll, lift or committee can be changed."
            case .ballots: "Nobody votes, and no assembly is opened, ended or counted."
            case .funds: "No payment, advance or payout is recorded, and no collection opens."
            case .workorders: "No works can be reported, and none are released."
            case .notices: "Residents see no board, no notice and no digest."
            }
        return "\(loss) What was recorded is kept, and the others catch up afterwards."
    }

    /// Whether what only operators and auditors may see could be looked at.
    var access: [Finding]? {
        guard view.gatewayFault == nil else { return nil }
        let refused = view.services.flatMap(\.failures).compactMap { $0 as? ServiceRefusal }
            .first { [401, 403].contains($0.status) }
        guard let reason = view.closed ?? refused?.message else { return [] }
        return [
            Finding(
                area: .access, about: [],
                says: "What only operators and auditors see was not looked at: \(Words.line(reason))",
                means: "Logs, clocks, versions and parked events may be well or not.",
                next: "again with --as operator, or with the token of an operator: docs/sign-in.md")
        ]
    }

    var versions: [Finding]? {
        let told = processes
        let older = view.services.filter { ($0.process?.failure as? ServiceRefusal)?.status == 404 }.map(\.service)
        guard !told.isEmpty || !older.isEmpty else { return nil }
        let others = told.filter { $0.process.said.model != ModelVersion.current }
        let models = Set(told.map { $0.process.said.model })
        if older.isEmpty, others.count == view.services.count, models.count == 1 {
            return [
                Finding(
                    area: .versions, about: ["tongti"],
                    says: "This command line knows other events, rules or years than the services.",
                    means: "It may not understand what they answer, or send what they refuse.",
                    next: "the tongti that was built with them")
            ]
        }
        let names = view.services.map(\.service).filter { service in
            older.contains(service) || others.contains { $0.service == service }
        }
        guard !names.isEmpty else { return [] }
        return [
            Finding(
                area: .versions, about: names.map(\.rawValue),
                says: "\(Words.list(names.map(\.rawValue))) and this command line are of different versions: they know "
                    + "different events, rules or years.",
                means: "What one of them publishes another may not know, and park.",
                next: "bring all of them to one version, and have a look at what is parked: tongti events parked")
        ]
    }
}
