/// The community's rule pack from now on; assemblies freeze it by its hash.
package struct RulesAdopted: DistrictEvent {
    package static let type = EventType(.registry, "RulesAdopted")
    package var subject: String { "rules" }

    package let pack: RulePack
    /// SHA-256 of the pack's canonical bytes.
    package let hash: Digest256

    package init(pack: RulePack, hash: Digest256) {
        self.pack = pack
        self.hash = hash
    }
}
