package import Model

/// How numbers, days and places are written for people, in one of the two languages.
package struct Wording: Sendable {
    package let language: Language

    package init(_ language: Language) { self.language = language }

    package func text(_ phrase: Phrase) -> String { phrase.text(in: language) }

    // MARK: - Numbers

    /// Such as `1,080`.
    package func count(_ number: Int64) -> String { (number < 0 ? "-" : "") + Self.grouped(String(number.magnitude)) }

    /// Such as `1,234.50 元`, `¥1,234.50`.
    package func money(_ money: Money) -> String {
        let text = money.description
        let sign = text.hasPrefix("-") ? "-" : ""
        let figures = text.dropFirst(sign.count)
        let yuan = figures.prefix { $0 != "." }
        let amount = Self.grouped(String(yuan)) + figures.dropFirst(yuan.count)
        return switch language {
        case .chinese: "\(sign)\(amount) 元"
        case .english: "\(sign)¥\(amount)"
        }
    }

    /// Such as `88.50 平方米`, `88.50 m²`.
    package func area(_ area: Area) -> String {
        let text = area.description
        let whole = text.prefix { $0 != "." }
        let figures = Self.grouped(String(whole)) + text.dropFirst(whole.count)
        return switch language {
        case .chinese: "\(figures) 平方米"
        case .english: "\(figures) m²"
        }
    }

    /// Such as `每平方米 17.93 元`, `¥17.93 per m²`.
    package func price(_ price: UnitPrice) -> String {
        switch language {
        case .chinese: "每平方米 \(price) 元"
        case .english: "¥\(price) per m²"
        }
    }

    /// Such as `88.3%`.
    package func percent(_ part: Int64, of whole: Int64) -> String {
        let percentage = Percentage(part, of: whole)
        return percentage.tenths == nil ? percentage.description : "\(percentage)%"
    }

    // MARK: - Days

    /// Such as `2023年7月17日`, `17 July 2023`.
    package func day(_ day: Day) -> String {
        let (year, month, date) = day.components
        return switch language {
        case .chinese: "\(year)年\(month)月\(date)日"
        case .english: "\(date) \(Self.months[Int(month) - 1]) \(year)"
        }
    }

    /// Such as `7月17日`, `17 Jul`.
    package func shortDay(_ day: Day) -> String {
        let (_, month, date) = day.components
        return switch language {
        case .chinese: "\(month)月\(date)日"
        case .english: "\(date) \(Self.months[Int(month) - 1].prefix(3))"
        }
    }

    /// Such as `星期一`, `Monday`.
    package func weekday(_ day: Day) -> String {
        switch language {
        case .chinese: "星期" + ["一", "二", "三", "四", "五", "六", "日"][Int(day.weekday) - 1]
        case .english:
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][Int(day.weekday) - 1]
        }
    }

    /// Such as `2023年7月17日 15:00`, `17 July 2023, 15:00`.
    package func time(_ time: Timestamp) -> String {
        let clock = time.description.dropFirst(11).prefix(5)
        return switch language {
        case .chinese: "\(day(time.day)) \(clock)"
        case .english: "\(day(time.day)), \(clock)"
        }
    }

    // MARK: - Places

    /// Such as `3号楼`, `南楼`, `Building 3`.
    package func building(_ code: BuildingCode) -> String {
        let name = code.description
        return switch language {
        case .english: "Building \(name)"
        case .chinese:
            if ["楼", "栋", "座", "幢"].contains(String(name.suffix(1))) {
                name
            } else if name.allSatisfy(\.isASCII) {
                "\(name)号楼"
            } else {
                "\(name)楼"
            }
        }
    }

    /// The lift within its building: `1单元A梯`, `2单元1号梯`, `entrance 1, lift A`.
    package func lift(_ lift: LiftCode) -> String {
        let number = lift.number.description
        return switch language {
        case .english: "entrance \(lift.entrance), lift \(number)"
        case .chinese: "\(lift.entrance)单元\(number)\(number.allSatisfy(\.isNumber) ? "号" : "")梯"
        }
    }

    /// The lift in its community: `3号楼1单元A梯`, `Building 3, entrance 1, lift A`.
    package func liftInCommunity(_ code: LiftCode) -> String {
        building(code.building) + (language == .english ? ", " : "") + lift(code)
    }

    /// Such as `甲、乙`, `a, b`.
    package func list(_ items: [String]) -> String { items.joined(separator: language == .chinese ? "、" : ", ") }

    // MARK: - Pieces

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static func grouped(_ digits: String) -> String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return text
    }
}

extension Phrase {
    /// The same sentence written once in each language.
    package init(_ sentence: (Wording) -> String) {
        self.init(zh: sentence(Wording(.chinese)), en: sentence(Wording(.english)))
    }
}
