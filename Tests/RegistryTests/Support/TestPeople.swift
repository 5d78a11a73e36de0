import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceRuntime
import ServiceSupport

@testable import Registry

/// Somebody of a test, with what they sign in with.
struct TestPerson: Sendable {
    let id: String
    let login: String
    var secret: String
    /// The key of their authenticator app.
    var totp: Totp?
    /// The next step whose code was not used yet.
    var step: Int64 = 0

    /// A code that was not used before.
    ///
    /// Not that of the step that is over: the next step may begin before it is sent. So there are two at any moment.
    mutating func nextCode() -> String? {
        step = max(step, Totp.step(at: WallClock.now()))
        defer { step += 1 }
        return totp?.code(step: step)
    }
}

struct TestSession: Decodable {
    let token: String
    let subject: String
    let refreshToken: String
    let roles: [Local]
    let `operator`: Bool
    let secondFactor: Bool

    struct Local: Decodable, Equatable {
        let community: String
        let roles: [String]
    }

    var bearer: String { "Bearer \(token)" }

    /// What the token says of the person.
    var claims: Claims {
        get throws {
            let payload = token.utf8.split(separator: UInt8(ascii: "."))[1]
            return try JSONDecoder().decode(Claims.self, from: Data(Base64URL.decode(payload) ?? []))
        }
    }

    struct Claims: Decodable {
        let account: String?
        let owners: [String]?
        let alike: [String]?
        let propertyStaff: [String]?

        enum CodingKeys: String, CodingKey {
            case account, owners, alike
            case propertyStaff = "property_staff"
        }
    }
}

struct IssuedCode: Decodable {
    let person: String
    let code: String
    let roles: [String]
}

struct IssuedLetters: Decodable {
    let letters: [Letter]
    let more: Bool

    struct Letter: Decodable {
        let owner: String
        let ownerRef: String
        let units: [String]
        let code: String
    }
}

struct ActivatedPerson: Decodable {
    let person: String
    let login: String
    let secondFactor: SecondFactor?

    struct SecondFactor: Decodable {
        let key: String
        let address: String
    }
}

struct TestGrant: Decodable {
    let grant: String
    let role: String
    let state: String
}

extension TestRegistry {
    static let passphrase = "correct horse battery"
    static let canaryName = "Canary Name"
    static let canaryPhone = "13900001234"

    func post(
        _ path: String, _ body: String? = nil, as authorization: String? = nil, from address: String? = nil
    ) async throws -> Reply {
        var fields: HTTPFields = [.acceptLanguage: "en", .contentType: "application/json"]
        fields[.authorization] = authorization
        if let address, let name = HTTPField.Name("x-forwarded-for") { fields[name] = address }
        return try await service.send(.post, path, fields, body)
    }

    /// Enrols an operator with the internal key, and activates the account.
    func enrolOperator(_ login: String) async throws -> TestPerson {
        let answer = try await post(
            "/v1/operators", #"{"login": "\#(login)", "name": "\#(Self.canaryName)"}"#, as: "Internal a shared secret")
        return try await activate(answer.decode(IssuedCode.self), login)
    }

    /// Enrols staff with the roles that the JSON says, and activates the account.
    func enrol(_ login: String, roles: String = "[]", as authorization: String) async throws -> TestPerson {
        let answer = try await post(
            "/v1/people",
            #"{"login": "\#(login)", "name": "\#(Self.canaryName)", "phone": "\#(Self.canaryPhone)", "roles": \#(roles)}"#,
            as: authorization)
        guard answer.status == 201 else { throw Unexpected(answer: answer) }
        return try await activate(answer.decode(IssuedCode.self), login)
    }

    private func activate(_ issued: IssuedCode, _ login: String) async throws -> TestPerson {
        let answer = try await activate(issued.code, secret: Self.passphrase)
        guard answer.status == 201, let key = try answer.decode(ActivatedPerson.self).secondFactor?.key else {
            throw Unexpected(answer: answer)
        }
        return TestPerson(id: issued.person, login: login, secret: Self.passphrase, totp: Totp(key: base32(key)))
    }

    func activate(
        _ code: String, login: String? = nil, secret: String, factor: String? = nil, from address: String? = nil
    ) async throws -> Reply {
        let login = login.map { #""login": "\#($0)", "# } ?? ""
        let factor = factor.map { #", "factor": "\#($0)""# } ?? ""
        return try await post(
            "/v1/activations", #"{\#(login)"code": "\#(code)", "secret": "\#(secret)"\#(factor)}"#, from: address)
    }

    /// Somebody who has an account becomes one more owner by a letter; what they prove themselves with is as in `signIn`.
    func join(_ code: String, as person: inout TestPerson) async throws -> Reply {
        try await run("UPDATE credential SET totp_step = 1 WHERE totp_step > 0")
        person.step = 0
        return try await activate(code, login: person.login, secret: person.secret, factor: person.nextCode())
    }

    func signIn(
        _ login: String, _ secret: String, code: String? = nil, from address: String? = nil
    ) async throws -> Reply {
        let code = code.map { #", "code": "\#($0)""# } ?? ""
        return try await post(
            "/v1/sessions", #"{"login": "\#(login)", "secret": "\#(secret)"\#(code)}"#, from: address)
    }

    /// Signs in however often that was done in these thirty seconds: the registry forgets which code it took last.
    func signIn(_ person: inout TestPerson, withCode: Bool = true) async throws -> TestSession {
        try await run("UPDATE credential SET totp_step = 1 WHERE totp_step > 0")
        person.step = 0
        let answer = try await signIn(person.login, person.secret, code: withCode ? person.nextCode() : nil)
        guard answer.status == 201 else { throw Unexpected(answer: answer) }
        return try answer.decode(TestSession.self)
    }

    func refresh(_ token: String, key: String? = nil) async throws -> Reply {
        try await call(.post, "/v1/sessions/refresh", key: key, #"{"refreshToken": "\#(token)"}"#)
    }

    func letters(_ units: [String]? = nil) async throws -> IssuedLetters {
        let list = units.map { "\($0)" } ?? "null"
        let answer = try await post(
            "/v1/communities/runfeng/letters", #"{"units": \#(list)}"#, as: bearer(.operator))
        guard answer.status == 201 else { throw Unexpected(answer: answer) }
        return try answer.decode(IssuedLetters.self)
    }

    /// An owner of unit 1-1-101 who has activated their letter.
    func owner(_ login: String = "owner.a", secret: String = "739102") async throws -> TestPerson {
        _ = try await importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B"))
        let letter = try await letters(["1-1-101"]).letters[0]
        let answer = try await activate(letter.code, login: login, secret: secret)
        guard answer.status == 201 else { throw Unexpected(answer: answer) }
        return TestPerson(id: try answer.decode(ActivatedPerson.self).person, login: login, secret: secret)
    }

    /// Gives somebody who has none a second factor.
    ///
    /// - Returns: the session in which it was used first.
    func addFactor(to person: inout TestPerson) async throws -> TestSession {
        let session = try await signIn(&person, withCode: false)
        let added = try await post("/v1/second-factors", as: session.bearer)
        person.totp = Totp(key: base32(try added.decode(ActivatedPerson.SecondFactor.self).key))
        return try await signIn(&person)
    }

    /// Runs one statement behind the registry's back, to make time pass.
    func run(_ sql: SQL) async throws {
        try await service.pool.withConnection { try await $0.execute(sql) }
    }

    func doorEvents() async throws -> [String] {
        try await service.pool.withConnection { connection in
            try await connection.query("SELECT what FROM door_event ORDER BY id", as: (String).self)
        }
    }
}

/// The bytes of a text in base 32 without padding.
func base32(_ text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var bits = 0
    var buffer = 0
    var bytes: [UInt8] = []
    for character in text {
        buffer = (buffer << 5 | (alphabet.firstIndex(of: character) ?? 0)) & 0xFFFF
        bits += 5
        if bits >= 8 {
            bits -= 8
            bytes.append(UInt8(buffer >> bits & 0xFF))
        }
    }
    return bytes
}
