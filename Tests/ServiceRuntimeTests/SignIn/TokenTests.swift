import Crypto
import Foundation
import Model
import Testing

@testable import ServiceRuntime

struct TokenTests {
    @Test func `a proper token says who calls and what they are where`() async throws {
        let forgery = Forgery()
        let caller = try await TestTokens.verify(forgery.token(), forgery.keySet)
        let jinhua = try CommunityID(parsing: "jinhua")
        #expect(caller.subject == "p")
        #expect(caller.roles(in: jinhua) == [.owner])
        #expect(caller.roles(in: try CommunityID(parsing: "runfeng")) == [])
        #expect(!caller.isOperator)
    }

    @Test(
        arguments: [
            ("alg none", ["alg": "none"], [:]), ("alg NONE", ["alg": "NONE"], [:]),
            ("alg HS256", ["alg": "HS256"], [:]),
            ("alg ES256", ["alg": "ES256"], [:]), ("no type", ["typ": "JWT"], [:]), ("unknown key", ["kid": "k2"], [:]),
            ("critical extension", ["crit": ["b64"]], [:]), ("other issuer", [:], ["iss": "evil"]),
            ("other audience", [:], ["aud": "other"]), ("two audiences", [:], ["aud": ["tongti", "other"]]),
            ("expired", [:], ["exp": -31]), ("not yet", [:], ["nbf": 31]), ("issued in the future", [:], ["iat": 31]),
            ("no subject", [:], ["sub": NSNull()]), ("no expiry", [:], ["exp": NSNull()]),
            ("roles of a wrong kind", [:], ["roles": ["owner"]]), ("no community", [:], ["roles": ["../x": ["owner"]]]),
            ("endless", [:], ["exp": "never"]),
        ] as [(String, [String: any Sendable], [String: any Sendable])])
    func `a token that is not ours is refused`(
        name: String, header: [String: any Sendable], claims: [String: any Sendable]
    ) async throws {
        var forgery = Forgery()
        for (key, value) in header { forgery.header[key] = value }
        for (key, value) in claims {
            forgery.claims[key] = (value as? Int).map { Forgery.now + Int64($0) as Any } ?? value
        }
        let problem = await #expect(throws: Problem.self) {
            try await TestTokens.verify(forgery.token(), forgery.keySet)
        }
        #expect(problem?.slug == "token-refused", "\(name)")
    }

    @Test func `a token of another key, a changed one and noise are refused`() async throws {
        let forgery = Forgery()
        let good = try forgery.token()
        let parts = good.split(separator: ".").map(String.init)
        var richer = forgery
        richer.claims["op"] = true
        let swapped = try richer.token().split(separator: ".")[1]
        let refused = [
            try Forgery().token(), try forgery.token(signature: []), "\(parts[0]).\(swapped).\(parts[2])",
            "\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", good + ".x", good + "=", "", ".", "..", "a.b.c",
            String(repeating: "a", count: 9_000),
        ]
        for token in refused {
            let problem = await #expect(throws: Problem.self) { try await TestTokens.verify(token, forgery.keySet) }
            #expect(problem?.status == 401)
        }
    }

    @Test func `a symmetric signature made with the public key is refused`() async throws {
        var forgery = Forgery()
        forgery.header["alg"] = "HS256"
        let unsigned = try forgery.token().split(separator: ".").prefix(2).joined(separator: ".")
        let mac = HMAC<SHA256>.authenticationCode(
            for: Data(unsigned.utf8), using: SymmetricKey(data: forgery.key.publicKey.rawRepresentation))
        let token = unsigned + "." + Base64URL.encode(Array(mac))
        await #expect(throws: Problem.self) { try await TestTokens.verify(token, forgery.keySet) }
    }

    @Test(arguments: [0, -1, 12 * 3_600 + 1]) func `a life beyond the limit is not signed`(seconds: Int) async throws {
        let tokens = try await TestTokens()
        let problem = await #expect(throws: Problem.self) { try await tokens.bearer(life: .seconds(seconds)) }
        #expect(problem?.errors.first?.field == "lifetimeSeconds")
    }
}
