import Foundation
import Model

/// An error of a call to a service, after which the same call may be worth another attempt.
protocol Repeatable: ExitStatusError {
    var service: ServiceName { get }
    var isWorthRepeating: Bool { get }
    /// Whether the call may have been carried out, and only its answer not have come.
    var mayBeDone: Bool { get }
}

/// A service said no, in an RFC 9457 problem.
struct ServiceRefusal: Repeatable {
    let service: ServiceName
    let status: Int
    /// The problem as the service wrote it.
    let body: [UInt8]
    let problem: ProblemDetails?

    init(service: ServiceName, status: Int, body: [UInt8]) {
        self.service = service
        self.status = status
        self.body = body
        do {
            problem = try JSONDecoder().decode(ProblemDetails.self, from: Data(body))
        } catch {
            // Something between us and the service answered, without a problem; the status says enough.
            problem = nil
        }
    }

    /// The stable word of the problem, such as `unknown-unit`.
    var slug: String? { problem?.type?.split(separator: ":").last.map(String.init) }

    var isWorthRepeating: Bool { status == 429 || (502...504).contains(status) }

    /// Nobody knows whether a command was carried out.
    var isInDoubt: Bool { slug == "outcome-unknown" }

    /// A gateway says so when the service has ended, or takes too long.
    var mayBeDone: Bool { status == 502 || status == 504 || isInDoubt }

    /// A gateway or service that is away for the moment has refused nothing.
    var exitStatus: ExitStatus { (502...504).contains(status) ? .unreachable : .refused }

    var message: String { message { $0 } }

    var details: JSONValue? {
        guard problem != nil else { return nil }
        do {
            return try Answer(status: status, bytes: body).json()
        } catch {
            // It was read as a problem, so it is JSON; what of it this program cannot hold is in the message.
            return nil
        }
    }

    /// The same with the lines of a file that was sent told as those of the file that it was made from.
    func message(line place: (Int) -> Int) -> String {
        guard let problem else {
            let told = "\(service.rawValue) answered \(status)."
            // A gateway that speaks TLS answers so whatever comes without.
            return (300..<400).contains(status) ? "\(told) It is at another address: try --url with https://." : told
        }
        var lines = ["\(problem.title ?? "Refused") (\(status) \(slug ?? service.rawValue))"]
        if let detail = problem.detail { lines.append("  \(detail)") }
        for error in problem.errors ?? [] {
            let position = [error.line.map { "line \(place($0))" }, error.column.map { "column \($0)" }].compactMap(
                \.self)
            let names = position + (error.field.isEmpty ? [] : [error.field])
            lines.append("  \(names.joined(separator: ", ")): \(error.reason)")
        }
        if let trace = problem.trace { lines.append("  trace \(trace)") }
        // A service that says more knows better, such as that the clocks differ and no other token helps.
        if slug == "sign-in-required" || slug == "token-refused", problem.detail == nil {
            lines.append("  Sign in with --token, or in a local district with --as ROLE.")
        }
        return lines.joined(separator: "\n")
    }
}

/// A problem details object (RFC 9457) as the services write it.
struct ProblemDetails: Decodable, Sendable {
    let type: String?
    let title: String?
    let detail: String?
    let trace: String?
    let errors: [Place]?

    /// A wrong field, or a wrong place of a file.
    struct Place: Decodable, Sendable {
        let field: String
        let line: Int?
        let column: Int?
        let reason: String
    }
}

/// Nobody answered.
struct ServiceUnreachable: Repeatable {
    let service: ServiceName
    let url: String
    let reason: String
    let mayBeDone: Bool
    let isWorthRepeating: Bool

    init(
        service: ServiceName, url: String, reason: String, mayBeDone: Bool = false, isWorthRepeating: Bool = true
    ) {
        self.service = service
        self.url = url
        self.reason = reason
        self.mayBeDone = mayBeDone
        self.isWorthRepeating = isWorthRepeating
    }

    /// What a gateway said in the place of a service, to a call after which nothing is in doubt.
    init(_ refusal: ServiceRefusal, at url: String) {
        self.init(
            service: refusal.service, url: url,
            reason: refusal.isInDoubt ? "it has not answered in time" : refusal.message)
    }

    var exitStatus: ExitStatus { .unreachable }
    var message: String { "\(service.rawValue) cannot be reached at \(url): \(reason)" }
}
