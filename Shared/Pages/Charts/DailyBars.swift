package import Model

/// One bar for each calendar day from the first to the last, days without anything included.
package struct DailyBars: Sendable {
    package let label: String
    /// The days that are drawn, oldest first.
    package let days: [(day: Day, value: Int64, caption: String)]

    /// How many days are drawn at most: the latest ones.
    package static let limit = 120

    /// - Parameters:
    ///   - values: at most one for each day; less than nothing is drawn as nothing.
    ///   - last: draws on to this day even where nothing came.
    ///   - label: what is read aloud for the whole.
    ///   - caption: what is said of one bar, e.g. `7月17日：1,234.50 元`.
    package init(
        _ values: [Day: Int64], until last: Day? = nil, label: String, caption: (Day, Int64) -> String
    ) {
        self.label = label
        guard let first = values.keys.min(), let newest = values.keys.max() else {
            days = []
            return
        }
        let end = max(newest, last ?? newest)
        let start = max(first, end.advanced(by: Int64(1 - Self.limit)))
        days = (start.daysSince1970...end.daysSince1970).map { number in
            let day = Day(daysSince1970: number)
            let value = max(0, values[day] ?? 0)
            return (day, value, caption(day, value))
        }
    }

    package var svg: Markup {
        let highest = days.map(\.value).max() ?? 0
        guard highest > 0 else { return "" }
        let step = max(8, Int64(1_200 / days.count))
        let bars = days.enumerated().compactMap { index, entry -> Markup? in
            guard entry.value > 0 else { return nil }
            let height = entry.value == highest ? 200 : max(2, Percentage.scale(entry.value, by: 200, of: highest))
            return """
                <rect x="\(Int64(index) * step + step / 10)" y="\(200 - height)" width="\(step - step / 5)" \
                height="\(height)"><title>\(entry.caption)</title></rect>
                """
        }
        return """
            <svg class="days" viewBox="0 0 \(Int64(days.count) * step) 201" preserveAspectRatio="none" role="img" \
            aria-label="\(label)"><rect class="base" y="200" width="\(Int64(days.count) * step)" height="1"/>\
            \(Markup(joining: bars))</svg>
            """
    }
}
