import Model
import Mustache

/// A piece of HTML or SVG that is safe to stand in a page as it is.
///
/// Made of literals that the compiler saw; interpolated texts are escaped, interpolated markup is not escaped twice. In
/// a template it stands between three braces, and nothing else may (a test looks).
///
/// ```swift
/// let bar: Markup = "<rect width=\"\(width)\"><title>\(label)</title></rect>"
/// ```
package struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
    package let description: String

    package init(stringLiteral text: StaticString) { description = text.description }

    package init(stringInterpolation interpolation: StringInterpolation) { description = interpolation.text }

    private init(markup text: String) { description = text }

    package init(joining pieces: [Markup]) { self.init(markup: pieces.map(\.description).joined()) }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }

        package mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        package mutating func appendInterpolation(_ number: Int64) { text += String(number) }

        package mutating func appendInterpolation(_ value: String) { text += value.escapedForMarkup }

        package mutating func appendInterpolation(_ markup: Markup) { text += markup.description }
    }
}

extension Markup: MustacheCustomRenderable {
    package var renderText: String { description }
    package var isNull: Bool { description.isEmpty }
}
