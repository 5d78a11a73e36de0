import Model

/// What was found, on one page.
struct DoctorReport: Encodable, Sendable {
    let url: String
    let findings: [Finding]
    /// The services that are ready.
    let services: [Service]
    /// What was looked at and is as it should be.
    let well: [Finding.Area]
    /// The day of a district that plays a scenario.
    let scenarioDay: Day?

    struct Service: Encodable, Sendable {
        let service: ServiceName
        let milliseconds: Int64
    }

    init(_ judgement: Judgement) {
        let verdicts = Finding.Area.allCases.map { (area: $0, findings: judgement.findings(in: $0)) }
        url = judgement.view.url
        findings = verdicts.flatMap { $0.findings ?? [] }
        well = verdicts.filter { $0.findings?.isEmpty ?? false }.map { $0.area }
        services = judgement.view.services.compactMap { seen in
            seen.readiness.value.map {
                Service(service: seen.service, milliseconds: Int64($0.took / .milliseconds(1)))
            }
        }
        scenarioDay = judgement.view.day.flatMap { $0.isScenario ? $0.day : nil }
    }

    /// What is not well with what to do about it, and then in a few words what is; a line where all is.
    var text: String {
        guard !findings.isEmpty else {
            let story = scenarioDay.map { " The district plays a scenario, on \($0)." } ?? ""
            return "All is well: \(ready).\(story)"
        }
        let told = findings.enumerated().map { index, finding in
            """
            \(index + 1). \(finding.says)
               For people: \(finding.means)
               Next: \(finding.next)
            """
        }
        let rest = well.filter { $0 != .services }.map(\.whenWell) + (services.isEmpty ? [] : [ready])
        return (told + (rest.isEmpty ? [] : ["Well: \(rest.joined(separator: "; "))."])).joined(separator: "\n\n")
    }

    private var ready: String {
        let slowest = services.map(\.milliseconds).max() ?? 0
        return "\(English.counted(services.count, "service")) ready within \(slowest) ms"
    }
}

/// Something is not as it should be.
struct NotWell: ExitStatusError {
    let count: Int

    var exitStatus: ExitStatus { .checkFailed }
    var message: String { "Not well: \(English.counted(count, "finding"))." }
}

/// There is nobody to ask.
struct NobodyAnswers: ExitStatusError {
    let url: String
    let reason: String

    var exitStatus: ExitStatus { .unreachable }
    var message: String { "No gateway of a district answers at \(url): \(reason)" }
}
