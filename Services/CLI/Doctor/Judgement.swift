import Model

/// What of a district is well and what is not, by what was seen of it.
struct Judgement {
    let view: DistrictView
    /// What this machine knows of the district, where it is a local one.
    var local: LocalView?
    /// Of a district that is reached by HTTPS.
    var certificate: CertificateView?
    let now: Timestamp

    var commands: OperatorCommands { OperatorCommands(isLocal: local != nil) }

    /// Whether there is nothing to judge by.
    var isBlind: Bool {
        guard view.gatewayFault != nil, local == nil else { return false }
        if case .ends? = certificate { return false }
        return true
    }

    /// What is not as it should be in an area; nil where that could not be looked at.
    func findings(in area: Finding.Area) -> [Finding]? {
        switch area {
        case .gateway: gateway
        case .services: services
        case .access: access
        case .versions: versions
        case .clocks: clocks
        case .calendar: calendar
        case .events: events
        case .parked: parked
        case .votings: votings
        case .digests: digests
        case .parts: parts
        case .disk: disk
        case .certificate: certificateEnd
        }
    }

    /// What was seen of the processes that told it.
    var processes: [(service: ServiceName, process: ProcessView)] {
        view.services.compactMap { seen in seen.process?.value.map { (service: seen.service, process: $0) } }
    }
}
