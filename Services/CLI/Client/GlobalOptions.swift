import ArgumentParser
import Foundation
import Model

/// The options that every command has.
struct GlobalOptions: ParsableArguments {
    @Option(help: "Where the district answers; else TONGTI_URL, else the local district's district.json.")
    var url: String?

    @Flag(help: "Write JSON instead of a table.")
    var json = false

    @Option(help: "An access token; else TONGTI_TOKEN.")
    var token: String?

    @Option(
        name: .customLong("as"),
        help: "In a local district: act in this role, with a token made by the development issuer.")
    var role: Role?

    @Option(help: "The owner_ref of the roll to act for.")
    var owner: String?

    @Option(name: .shortAndLong, help: "The community's code; else TONGTI_COMMUNITY.")
    var community: CommunityID?

    func validate() throws {
        guard owner == nil || role == nil || role == .owner else {
            throw ValidationError("--owner goes with the role owner only.")
        }
        guard role == nil || token == nil else { throw ValidationError("Give either --as or --token.") }
    }

    var output: Output { Output(isJSON: json) }

    /// The community that the command is about.
    ///
    /// - Throws: `ValidationError` when none is named.
    func requireCommunity() throws -> CommunityID {
        if let community { return community }
        guard let text = Surroundings.variable("TONGTI_COMMUNITY") else {
            throw ValidationError("Name the community with --community CODE.")
        }
        do {
            return try CommunityID(parsing: text)
        } catch {
            throw ValidationError("TONGTI_COMMUNITY is \(error).")
        }
    }

    /// A client that acts for nobody yet.
    ///
    /// - Parameter attemptLimit: how long one attempt of it may take, if not as long as usual. Whoever sets it says in the
    ///   end who did not answer, and nothing before.
    /// - Returns: a client of the district that the options name, else of the local one.
    /// - Throws: `NoDistrict`, `BadAddress`, `UnusableRoots`.
    func visitor(attemptLimit: Duration? = nil) throws -> ServiceClient {
        let address = try DistrictAddress.find(url: url ?? Surroundings.variable("TONGTI_URL"))
        var client = ServiceClient(address).bounded(by: attemptLimit)
        if attemptLimit == nil { client.talk = WaitingTalk() }
        // Without TLS nobody shows a certificate.
        if address.isSecure { client.roots = try TrustedRoots.named() }
        return client
    }

    /// A client that acts as the options say.
    ///
    /// - Parameters:
    ///   - isFirstOperator: whether it acts for the holder of the internal key instead.
    ///   - attemptLimit: how long one attempt of it may take, if not as long as usual.
    /// - Returns: a client of the district that the options name, else of the local one.
    /// - Throws: `NoDistrict`, `BadAddress`, `UnusableRoots`, `NoInternalKey`; `ValidationError` where the options do
    ///   not go together or the token is none; `ServiceRefusal` or `ServiceUnreachable` when a token is needed and
    ///   cannot be had.
    func client(isFirstOperator: Bool = false, attemptLimit: Duration? = nil) async throws -> ServiceClient {
        if isFirstOperator { return try visitor(attemptLimit: attemptLimit).asPeer() }
        guard owner == nil || role == .owner else { throw ValidationError("--owner goes with --as owner.") }
        let client = try visitor(attemptLimit: attemptLimit)
        if let role {
            let community = role == .operator ? community : try requireCommunity()
            return try await client.acting(as: [role], in: community, ownerRef: owner)
        }
        return client.bearing(try givenToken())
    }

    /// - Throws: `ValidationError` where it cannot be a token, which is not repeated: it may be another secret.
    private func givenToken() throws -> String? {
        guard let given = token ?? Surroundings.variable("TONGTI_TOKEN") else { return nil }
        // Tokens are words of ASCII (RFC 6750 §2.1).
        guard !given.isEmpty, given.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ValidationError("\(token == nil ? "TONGTI_TOKEN" : "--token") is no access token.")
        }
        return given
    }
}

extension Role: ExpressibleByArgument {}

extension Code: ExpressibleByArgument {}
extension PlacePart: ExpressibleByArgument {}
extension PlaceCode: ExpressibleByArgument {}
extension Day: ExpressibleByArgument {}
extension Digest256: ExpressibleByArgument {}
extension Money: ExpressibleByArgument {}
extension Timestamp: ExpressibleByArgument {}
