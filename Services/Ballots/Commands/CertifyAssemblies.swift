import Logging
import Model

/// Signs what closed assemblies decided.
///
/// Any number of processes may do so at once: each works out what was decided, and the first certificate is kept.
struct CertifyAssemblies: Sendable {
    let bundle: Bundle
    let key: CertificateKey
    let logger: Logger
    private let patience = Patience()

    @Sendable func callAsFunction() async throws {
        try await DueWalk(logger: logger, patience: patience).each(
            of: bundle.store.uncertified, orElse: "an assembly could not be certified", at: .error
        ) { try await certify($0.assembly, of: $0.community) }
    }

    /// `version` is the form of the assembly's bundle.
    func certify(_ assembly: AssemblyID, of community: CommunityID, version: Int = Certificate.version) async throws {
        let closed = try await bundle.load(assembly, of: community)
        let blinding = Blinding.fresh()
        let certificate = try await bundle.write(closed, nil, version: version, blinding: blinding) { _ in }
        let bytes = try CanonicalJSON.encode(certificate)
        try await bundle.store.keep(
            Certificate.Signed(bytes: bytes, key: key.published, signature: try key.sign(bytes), blinding: blinding),
            of: closed.stored.number)
    }
}
