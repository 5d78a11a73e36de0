package import Model

/// A refusal or failure as the caller sees it: a problem details object (RFC 9457) in the caller's language.
///
/// The slug is stable and becomes the type `urn:tongti:problem:<slug>`; the sentences may change.
package struct Problem: Error, Sendable, CustomStringConvertible {
    /// The HTTP status, 400 to 599.
    package var status: Int
    package var slug: String
    package var title: Phrase
    package var detail: Phrase?
    /// The fields, or the lines of a file, that are wrong.
    package var errors: [FieldError]
    /// How long the caller should wait before the next attempt; becomes `Retry-After` in whole seconds.
    package var retryAfter: Duration?

    package init(
        _ status: Int, _ slug: String, _ title: Phrase, detail: Phrase? = nil, errors: [FieldError] = [],
        retryAfter: Duration? = nil
    ) {
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
        self.errors = errors
        self.retryAfter = retryAfter
    }

    package var type: String { "urn:tongti:problem:\(slug)" }

    package var description: String { "\(status) \(slug): \(detail?.en ?? title.en)" }

    /// A copy that says more about this occurrence.
    package func with(detail: Phrase) -> Problem {
        var copy = self
        copy.detail = detail
        return copy
    }
}

/// One wrong field of a request, or one wrong place of a file.
package struct FieldError: Sendable, Equatable {
    /// The path of the field, such as `items[2].unit`, or the name of a column.
    package var field: String
    /// Both count from 1, the header row of a file being line 1.
    package var line: Int?
    package var column: Int?
    package var reason: Phrase

    package init(field: String, line: Int? = nil, column: Int? = nil, reason: Phrase) {
        self.field = field
        self.line = line
        self.column = column
        self.reason = reason
    }
}

/// An error that knows how a caller should be told of it: what every domain error conforms to.
package protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    package var problem: Problem { self }
}
