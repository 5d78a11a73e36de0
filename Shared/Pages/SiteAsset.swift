import Model

/// A file that pages refer to, compiled in; its address holds its hash, so that browsers may keep it for good.
package struct SiteAsset: Sendable {
    package let mediaType: String
    package let content: String
    package let path: String

    package static let styles = SiteAsset("site.css", "text/css; charset=utf-8", PackageResources.site_css)
    package static let script = SiteAsset("site.js", "text/javascript; charset=utf-8", PackageResources.site_js)
    package static let icon = SiteAsset("icon.svg", "image/svg+xml", PackageResources.icon_svg)
    package static let all = [styles, script, icon]

    /// Where assets live: `/assets/{hash}/{name}`.
    package static let folder = "/assets"

    private init(_ name: String, _ mediaType: String, _ bytes: [UInt8]) {
        self.mediaType = mediaType
        content = String(decoding: bytes, as: UTF8.self)
        path = "\(Self.folder)/\(Digest256(of: bytes).description.prefix(16))/\(name)"
    }

    /// The asset at the address, or nil where there is none; one with another hash is an older or newer one.
    package static func at(path: String) -> SiteAsset? { all.first { $0.path == path } }
}
