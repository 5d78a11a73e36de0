import Foundation

/// Where the repository is, seen from its tests.
package enum SourceRoot {
    package static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
}
