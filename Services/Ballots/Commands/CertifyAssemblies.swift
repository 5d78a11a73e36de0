import EventLog
import Logging
import Model

/// Signs what closed assemblies decided.
///
/// Any number of processes may do so at once: each works out the same certificate, and the first is kept.
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
        let bytes = try CanonicalJSON.encode(try await bundle.write(closed) { _ in })
        try await bundle.store.keep(
            Certificate.Signed(bytes: bytes, key: key.published, signature: try key.sign(bytes)),
            of: closed.stored.number)
    }
}
