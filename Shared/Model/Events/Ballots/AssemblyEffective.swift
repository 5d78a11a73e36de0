/// The results were public for long enough; what passed stands (R-M-41).
package struct AssemblyEffective: DistrictEvent {
    package static let type = EventType(.ballots, "AssemblyEffective")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    /// The first day on which it stands.
    package let on: Day
    /// How many objections were handed in, all of which are answered.
    package let objections: Int64
    /// SHA-256 of the canonical bytes of the result's certificate, so that it cannot be signed anew afterwards; nil where
    /// it was not signed yet, and in events from before it was said.
    package let certificate: Digest256?
    /// The public key that signed it, in base64url.
    package let certificateKey: String?

    package init(
        assembly: AssemblyID, on: Day, objections: Int64, certificate: Digest256? = nil, certificateKey: String? = nil
    ) {
        self.assembly = assembly
        self.on = on
        self.objections = objections
        self.certificate = certificate
        self.certificateKey = certificateKey
    }
}
