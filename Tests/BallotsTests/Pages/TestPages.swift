import Foundation
import HTTPTypes
import Model
import ServiceSupport

@testable import Ballots

/// What people do on pages, with the cookie that signing in gives them.
extension TestCommunity {
    /// Where the pages of the assembly are.
    var page: String { "/assemblies/\(id)/2023-lifts" }

    static func newName() -> String { "p\(UUID().uuidString.prefix(8).lowercased())" }

    func look(
        _ path: String, as roles: Set<Role> = [], _ subject: OwnerID? = nil, language: String = "en",
        at ballots: TestBallots, headers: HTTPFields = [:]
    ) async throws -> TestBallots.Reply {
        var headers = headers
        headers[.acceptLanguage] = language
        return try await ballots.get(
            path, as: roles, of: id, subject: subject?.description ?? "somebody", headers: headers)
    }

    func fill(
        _ path: String, _ form: String, by owner: OwnerID, language: String = "en", at ballots: TestBallots
    ) async throws -> TestBallots.Reply {
        try await ballots.post(
            "\(page)/\(path)?lang=\(language)", form, as: [.owner], of: id, subject: owner.description,
            mediaType: "application/x-www-form-urlencoded")
    }
}

extension TestBallots.Reply {
    /// The value of a hidden field.
    func hidden(_ name: String) -> String? {
        guard let start = text.firstRange(of: "name=\"\(name)\" value=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }
}
