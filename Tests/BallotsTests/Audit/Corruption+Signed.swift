import Postgres

/// What adds up to the same, and the roll before it is frozen.
extension Corruption {
    static let ofBundles: [Corruption] = [
        Corruption("two votes of one area that change places", "bundles-are-what-was-signed", "2023-lifts") {
            """
            UPDATE vote SET choice = other.choice FROM vote AS other
            WHERE vote.assembly = \($0) AND vote.item = 4 AND other.assembly = vote.assembly AND other.item = 4
                AND (vote.unit, other.unit) IN (('1-1-201', '2-1-101'), ('2-1-101', '1-1-201'))
            """
        },
        Corruption("a scan of something else", "bundles-are-what-was-signed", "2023-lifts") {
            "UPDATE paper SET evidence = sha256(evidence) WHERE assembly = \($0) AND NOT is_counted"
        },
        Corruption("a signature of nobody", "bundles-are-what-was-signed", "2023-lifts") {
            "UPDATE certificate SET signature = reverse(signature) WHERE assembly = \($0)"
        },
        Corruption("a certificate that is gone", "certificates-are-what-was-told", "2023-lifts") {
            "DELETE FROM certificate WHERE assembly = \($0)"
        },
    ]

    static let ofNextRolls: [Corruption] = [
        Corruption("a larger unit on the roll for the next opening", "roll-is-as-announced", "2-1-101") {
            """
            UPDATE roll_unit SET area = area + 100 FROM assembly
            WHERE number = \($0) AND roll_unit.community = assembly.community AND unit = '2-1-101'
            """
        },
        Corruption("a unit that leaves it", "roll-is-as-announced", "a") {
            """
            DELETE FROM roll_unit USING assembly
            WHERE number = \($0) AND roll_unit.community = assembly.community AND unit = '2-1-P1'
            """
        },
        Corruption("two heads of one owner on it", "roll-is-as-announced", "2-1-201") {
            """
            UPDATE roll_unit SET head = gen_random_uuid() FROM assembly
            WHERE number = \($0) AND roll_unit.community = assembly.community AND unit = '2-1-202'
            """
        },
    ]
}
