import Foundation
import Model
import Testing

@testable import Registry

struct SecretTests {
    /// RFC 6238, appendix B: the key is the text 12345678901234567890, the codes have eight digits.
    @Test(
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func `codes are those that RFC 6238 publishes`(seconds: Int64, code: String) {
        let totp = Totp(key: Array("12345678901234567890".utf8))
        let time = Timestamp(microseconds: seconds * 1_000_000)
        #expect(totp.code(step: Totp.step(at: time), digits: 8) == code)
        #expect(totp.code(step: Totp.step(at: time)) == String(code.suffix(6)))
    }

    @Test func `a code is taken for half a minute around its step, and once`() {
        let totp = Totp()
        let now = Timestamp(microseconds: 1_700_000_010_000_000)
        let step = Totp.step(at: now)
        for offset in -2...2 {
            let found = totp.step(of: totp.code(step: step + Int64(offset)), at: now, after: 0)
            #expect((found != nil) == (-1...1).contains(offset), "\(offset)")
        }
        #expect(totp.step(of: totp.code(step: step), at: now, after: step) == nil)
        #expect(totp.step(of: "", at: now, after: 0) == nil)
    }

    @Test func `an authenticator app gets the key in base 32`() throws {
        let totp = Totp(key: Array("Hello!".utf8) + [0xDE, 0xAD, 0xBE, 0xEF])
        #expect(totp.text == "JBSWY3DPEHPK3PXP")
        let address = totp.address(login: try LoginName(parsing: "Wang.Li"))
        #expect(address.hasPrefix("otpauth://totp/Tongti:wang.li?secret=JBSWY3DPEHPK3PXP&"))
        #expect(base32(totp.text) == totp.key)
    }

    /// RFC 7914 §12: the first half of the vector with N = 16384, r = 8, p = 1.
    @Test func `secrets are hashed with scrypt as RFC 7914 publishes`() async throws {
        let hash: [UInt8] = [
            0x70, 0x23, 0xBD, 0xCB, 0x3A, 0xFD, 0x73, 0x48, 0x46, 0x1C, 0x06, 0xCD, 0x81, 0xFD, 0x38, 0xEB, 0xFD, 0xA8,
            0xFB, 0xBA, 0x90, 0x4F, 0x8E, 0x3E, 0xA9, 0xB5, 0x43, 0xF6, 0x54, 0x5D, 0xA1, 0xF2,
        ]
        let stored = SecretHasher.Stored(salt: Array("SodiumChloride".utf8), cost: 14, hash: hash)
        let hasher = SecretHasher(cost: 10)
        #expect(try await hasher.matches(Passphrase(given: "pleaseletmein"), stored))
        #expect(try await !hasher.matches(Passphrase(given: "pleaseletmeout"), stored))
        #expect(try await !hasher.matches(Passphrase(given: ""), stored))
        #expect(try await !hasher.matches(Passphrase(given: "pleaseletmein"), nil))
    }

    @Test func `the same secret is hashed differently every time`() async throws {
        let hasher = SecretHasher(cost: 10)
        let secret = Passphrase(given: "739102")
        let (first, second) = (try await hasher.hash(secret), try await hasher.hash(secret))
        #expect(first.salt != second.salt && first.hash != second.hash)
        for stored in [first, second] { #expect(try await hasher.matches(secret, stored)) }
    }

    @Test(arguments: 1...20 as ClosedRange<Int16>)
    func `a secret that was hashed cheaply takes as long as nobody's`(stored: Int16) {
        let costs = SecretHasher.costs(of: stored, upTo: 15)
        #expect(costs.first == stored)
        let work = costs.map { Int64(1) << Int64($0) }.reduce(0, +)
        #expect(work == Int64(1) << Int64(max(stored, 15)))
    }

    @Test func `a one-time code has no characters that look alike, and is read however it is typed`() throws {
        let alphabet = Set(OneTimeCode.alphabet)
        #expect(alphabet.count == OneTimeCode.alphabet.count)
        #expect(alphabet.isDisjoint(with: "0O1IL2Z5S8B"))
        // What proves it, without the part that finds it.
        #expect(14 * log2(Double(alphabet.count)) >= 64)
        let code = OneTimeCode()
        let typed = try #require(
            OneTimeCode(typed: " " + code.text.lowercased().replacingOccurrences(of: "-", with: " ")))
        #expect(typed.text == code.text && typed.matches(code.hash))
        let wide = code.text.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }
        let texts = [
            String(String.UnicodeScalarView(wide)), code.text.replacingOccurrences(of: "-", with: "\u{2014}"),
        ]
        for text in texts {
            #expect(OneTimeCode(typed: text)?.text == code.text, "\(text)")
        }
        #expect(code.text.wholeMatch(of: /[A-Z3-9]{5}(-[A-Z3-9]{5}){3}/) != nil)
        #expect(!OneTimeCode().matches(code.hash))
        for wrong in ["", "ACDEF", code.text + "A", code.text.replacingOccurrences(of: code.text.prefix(1), with: "0")]
        {
            #expect(OneTimeCode(typed: wrong) == nil)
        }
    }

    @Test func `nothing secret has a description`() {
        #expect("\(Passphrase(given: "hunter2 hunter2"))" == "a secret")
        #expect("\(OneTimeCode())" == "a one-time code")
        #expect("\(RefreshToken())" == "a refresh token")
    }

    @Test(arguments: [
        ("12345", false), ("123456", false), ("888888", false), ("987654", false), ("abcdef", false), ("739102", true),
        ("xwang.li9", false), ("a\u{7}bcdxyz", false), ("一二三四五六", true),
    ])
    func `what is easy to guess is no secret`(text: String, isGood: Bool) throws {
        let login = try LoginName(parsing: "wang.li")
        if isGood {
            #expect(throws: Never.self) { try Passphrase(chosen: text, login: login, isStaff: false) }
        } else {
            #expect(throws: InvalidValue.self) { try Passphrase(chosen: text, login: login, isStaff: false) }
        }
    }

    @Test func `staff need a longer one`() throws {
        let login = try LoginName(parsing: "wang.li")
        #expect(throws: InvalidValue.self) { try Passphrase(chosen: "739102", login: login, isStaff: true) }
        #expect(throws: Never.self) { try Passphrase(chosen: "correct horse", login: login, isStaff: true) }
    }

    @Test(arguments: [
        ("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "20:1:d:b8:0:1:0:2"),
        ("2001:db8:1:2::9", "20:1:d:b8:0:1:0:2"), ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::FFFF:cb00:7108", "203.0.113.8"),
        ("", ""), ("unknown", "unknown"),
    ])
    func `a customer with many addresses is one network`(address: String, network: String) {
        #expect(ClientNetwork.name(of: address) == network)
    }
}

extension SecretHasher {
    fileprivate func matches(_ secret: Passphrase, _ stored: Stored?) async throws -> Bool {
        try await place().matches(secret, stored)
    }
}
