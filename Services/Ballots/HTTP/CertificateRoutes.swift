import HTTPTypes
import Model
import ServiceRuntime

/// The evidence of closed assemblies (docs/bundle.md).
struct CertificateRoutes: Sendable {
    let bundle: Bundle
    /// The key that signs now.
    let key: PublishedKey
    /// For what anybody may ask for and is read from all ballots.
    ///
    /// Slow readers must not keep all others from it.
    private let places = Places(limit: 2, patience: Places.Patience(allowance: .seconds(30), pace: 256 * 1024))
    private let kept = KeptAnswers<Int64, AnonymityBody>(limit: 256)

    init(bundle: Bundle, key: PublishedKey) {
        self.bundle = bundle
        self.key = key
    }

    private static let assembly = "/v1/communities/{community}/assemblies/{assembly}"

    var routes: [Route] {
        [
            Route(
                .get, "\(Self.assembly)/certificate", roles: .anyone, answer: Self.signedSchema,
                summary: "The signed result of a closed assembly", certificate),
            Route(
                .get, "\(Self.assembly)/bundle", roles: [.scrutineer, .auditor, .operator],
                answer: .text(mediaType: "application/jsonl"),
                summary: "Everything that is needed to count a closed assembly again, with how each owner chose", bundle
            ),
            Route(
                .get, "\(Self.assembly)/public-bundle", roles: .anyone, answer: .text(mediaType: "application/jsonl"),
                summary:
                    "The bundle with the hashes of its ballots in place of the ballots; what hides among enough others is shown",
                publicBundle),
            Route(
                .get, "\(Self.assembly)/anonymity", roles: .anyone, answer: Self.anonymitySchema,
                summary: "How many ballots of a closed assembly can be told from others by their area", anonymity),
            Route(
                .get, "/v1/certificate-keys", roles: .anyone,
                answer: .object([.required("keys", .array(Self.keySchema))]),
                summary: "The public keys of certificates, as a JWK set, the present one first", keys),
        ]
    }

    @Sendable private func certificate(_ request: APIRequest) async throws -> APIReply {
        let signed = try await signed(request).1
        return .json(
            200,
            bytes: Array(#"{"certificate":"#.utf8) + signed.bytes + Array(#","key":"#.utf8)
                + (try CanonicalJSON.encode(signed.key)) + Array(#","signature":"\#(signed.signature)"}"#.utf8))
    }

    @Sendable private func bundle(_ request: APIRequest) async throws -> APIReply {
        try await file(request, .full, "", place: nil)
    }

    @Sendable private func publicBundle(_ request: APIRequest) async throws -> APIReply {
        try await file(request, .published, "-public", place: try places.takeForRead(from: request.clientAddress))
    }

    @Sendable private func anonymity(_ request: APIRequest) async throws -> APIReply {
        let closed = try await bundle.load(try request.path("assembly"), of: try request.community)
        if let known = kept.answer(to: closed.stored.number) { return try .json(200, known) }
        let place = try places.takeForRead()
        let body = AnonymityBody(
            try await bundle.anonymity(of: closed), try await bundle.store.areaCounts(of: closed.stored.number),
            closed.items)
        withExtendedLifetime(place) { kept.keep(body, for: closed.stored.number, nil) }
        return try .json(200, body)
    }

    @Sendable private func keys(_ request: APIRequest) async throws -> APIReply {
        let earlier = try await bundle.store.keys().filter { $0 != key }
        return try .json(["keys": [key] + earlier])
    }

    /// `place` is held while the file is sent.
    private func file(
        _ request: APIRequest, _ copy: BundleCopy, _ suffix: String, place: Places.Place?
    ) async throws -> APIReply {
        let (closed, signed) = try await signed(request)
        _ = try signed.form(of: copy)
        let name = "\(closed.community)-\(closed.stored.assembly.id)\(suffix).jsonl"
        return .file(named: name, mediaType: "application/jsonl", holding: place) { [bundle] take in
            try await bundle.write(closed, copy, signed, take)
        }
    }

    private func signed(_ request: APIRequest) async throws -> (Bundle.Closed, Certificate.Signed) {
        let id = try request.path("assembly", as: AssemblyID.self)
        let closed = try await bundle.load(id, of: try request.community)
        guard let signed = try await bundle.store.certificate(of: closed.stored.number) else {
            throw BallotsError.notCertified(id)
        }
        return (closed, signed)
    }

    private static let keySchema = Schema.object([
        .required("crv", .word(["Ed25519"])), .required("kid", .string()), .required("kty", .word(["OKP"])),
        .required("x", .string()),
    ])

    private static let anonymitySchema = Schema.object([
        .optional(
            "least", .integer(minimum: 0), "The fewest ballots of a class whose rows are shown, by the frozen rules"),
        .required(
            "items",
            .array(
                .object([
                    .required("item", .code), .required("ballots", .integer(minimum: 0)),
                    .required("classes", .integer(minimum: 0), "How many different areas there are"),
                    .required("smallest", .integer(minimum: 0), "The ballots of the smallest class"),
                    .required("unique", .integer(minimum: 0), "Ballots whose area no other has"),
                    .required("shown", .integer(minimum: 0), "Ballots that the public bundle shows"),
                ]))),
    ])

    private static let signedSchema = Schema.object([
        .required("certificate", .any, "What docs/bundle.md describes"), .required("key", keySchema),
        .required("signature", .string(), "Ed25519, base64url"),
    ])
}
