/// What a JSON value looks like: the subset of JSON Schema 2020-12 that the OpenAPI documents use.
package indirect enum Schema: Sendable {
    case string(pattern: String? = nil, format: String? = nil, maxLength: Int? = nil, example: String? = nil)
    /// One of a closed set of words.
    case word([String])
    case integer(minimum: Int64? = nil, maximum: Int64? = nil, example: Int64? = nil)
    case boolean
    case array(Schema, maxItems: Int? = nil)
    case object([Property])
    /// An object whose member names are data, such as building codes.
    case map(Schema)
    case oneOf([Schema])
    case nullable(Schema)
    /// Any JSON value.
    case any
    /// A body that is not JSON, such as a CSV file, a page or an event stream.
    case text(mediaType: String, example: String? = nil)

    package struct Property: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        let description: String?

        package static func required(_ name: String, _ schema: Schema, _ description: String? = nil) -> Self {
            Self(name: name, schema: schema, isRequired: true, description: description)
        }

        package static func optional(_ name: String, _ schema: Schema, _ description: String? = nil) -> Self {
            Self(name: name, schema: schema, isRequired: false, description: description)
        }
    }

    /// The media type of a body of this schema.
    package var mediaType: String {
        if case .text(let mediaType, _) = self { mediaType } else { "application/json" }
    }
}

/// The values that most routes speak of.
extension Schema {
    /// Yuan with two decimals: `"1234.50"`.
    package static let money = Schema.string(pattern: #"^-?[0-9]{1,15}\.[0-9]{2}$"#, example: "1234.50")
    /// Square metres with at most two decimals: `"88.50"`.
    package static let area = Schema.string(pattern: #"^[0-9]{1,12}(\.[0-9]{1,2})?$"#, example: "88.50")
    /// A calendar day of Asia/Shanghai: `"2023-07-17"`.
    package static let day = Schema.string(format: "date", example: "2023-07-17")
    /// An instant, RFC 3339 with offset.
    package static let time = Schema.string(format: "date-time", example: "2023-07-17T09:30:00+08:00")
    /// A fraction: `"2/3"`.
    package static let ratio = Schema.string(pattern: "^[0-9]{1,18}/[0-9]{1,18}$", example: "2/3")
    /// A unit code: `"3-1-1502"`.
    package static let unit = Schema.string(maxLength: 64, example: "3-1-1502")
    package static let uuid = Schema.string(format: "uuid")
    /// A SHA-256 in lower-case hexadecimal digits.
    package static let digest = Schema.string(pattern: "^[0-9a-f]{64}$")
    package static let csv = Schema.text(mediaType: "text/csv")
    package static let page = Schema.text(mediaType: "text/html")
    package static let eventStream = Schema.text(mediaType: "text/event-stream")

    /// A problem details object (RFC 9457) as ``Problem`` writes it.
    package static let problem = Schema.object([
        .required("type", .string(format: "uri")),
        .required("title", .string()),
        .required("status", .integer(minimum: 400, maximum: 599)),
        .optional("detail", .string()),
        .optional("trace", .string(pattern: "^[0-9a-f]{32}$")),
        .optional(
            "errors",
            .array(
                .object([
                    .required("field", .string()), .optional("line", .integer(minimum: 1)),
                    .optional("column", .integer(minimum: 1)), .required("reason", .string()),
                ]))),
    ])
}
