import EventLog
import Logging
import Model

/// Signs what closed assemblies decided.
///
/// Any number of processes may do so at once: each works out what was decided, and the first certificate is kept.
struct CertifyAssemblies: Sendable {
    let bundle: Bundle
    let key: CertificateKey
    let logger: Logger

    @Sendable func callAsFunction() async throws {
        for (community, assembly) in try await bundle.store.uncertified() {
            do {
                try await certify(assembly, of: community)
            } catch let error where !(error is CancellationError) {
                // One that cannot be certified keeps no other from it.
                logger.error(
                    "an assembly could not be certified", error: error,
                    metadata: ["community": "\(community)", "assembly": "\(assembly)"])
            }
        }
    }

    private func certify(_ assembly: AssemblyID, of community: CommunityID) async throws {
        let closed = try await bundle.load(assembly, of: community)
        let blinding = Blinding.fresh()
        let certificate = try await bundle.write(closed, nil, blinding: blinding) { _ in }
        let bytes = try CanonicalJSON.encode(certificate)
        try await bundle.store.keep(
            Certificate.Signed(bytes: bytes, key: key.published, signature: try key.sign(bytes), blinding: blinding),
            of: closed.stored.number)
    }
}
