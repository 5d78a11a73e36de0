import Postgres

/// The steps of the registry's schema, compiled in.
enum RegistryMigrations {
    static let all = [
        Migration(
            name: "V0001_registry", sql: String(decoding: PackageResources.V0001_registry_sql, as: UTF8.self)),
        Migration(name: "V0002_people", sql: String(decoding: PackageResources.V0002_people_sql, as: UTF8.self)),
        Migration(
            name: "V0003_sealed_people",
            sql: String(decoding: PackageResources.V0003_sealed_people_sql, as: UTF8.self)),
        Migration(name: "V0004_bodies", sql: String(decoding: PackageResources.V0004_bodies_sql, as: UTF8.self)),
        Migration(
            name: "V0005_roll_history",
            sql: String(decoding: PackageResources.V0005_roll_history_sql, as: UTF8.self)),
        Migration(name: "V0006_lift_care", sql: String(decoding: PackageResources.V0006_lift_care_sql, as: UTF8.self)),
        Migration(name: "V0007_transfers", sql: String(decoding: PackageResources.V0007_transfers_sql, as: UTF8.self)),
        Migration(name: "V0008_mergers", sql: String(decoding: PackageResources.V0008_mergers_sql, as: UTF8.self)),
        Migration(
            name: "V0009_owner_unit_end",
            sql: String(decoding: PackageResources.V0009_owner_unit_end_sql, as: UTF8.self)),
        Migration(
            name: "V0010_disabled_accounts",
            sql: String(decoding: PackageResources.V0010_disabled_accounts_sql, as: UTF8.self)),
        Migration(
            name: "V0011_suspensions",
            sql: String(decoding: PackageResources.V0011_suspensions_sql, as: UTF8.self)),
        Migration(
            name: "V0012_roll_pages", sql: String(decoding: PackageResources.V0012_roll_pages_sql, as: UTF8.self)),
        Migration(name: "V0013_dwellings", sql: String(decoding: PackageResources.V0013_dwellings_sql, as: UTF8.self)),
        Migration(
            name: "V0014_application_end",
            sql: String(decoding: PackageResources.V0014_application_end_sql, as: UTF8.self)),
        Migration(
            name: "V0015_documents",
            sql: String(decoding: PackageResources.V0015_documents_sql, as: UTF8.self)),
        Migration(
            name: "V0016_united_owners",
            sql: String(decoding: PackageResources.V0016_united_owners_sql, as: UTF8.self)),
        Migration(
            name: "V0017_bound_marks",
            sql: String(decoding: PackageResources.V0017_bound_marks_sql, as: UTF8.self)),
        Migration(
            name: "V0018_united_owner_units",
            sql: String(decoding: PackageResources.V0018_united_owner_units_sql, as: UTF8.self)),
        Migration(
            name: "V0019_opened_accounts",
            sql: String(decoding: PackageResources.V0019_opened_accounts_sql, as: UTF8.self)),
        Migration(
            name: "V0020_marked_letters",
            sql: String(decoding: PackageResources.V0020_marked_letters_sql, as: UTF8.self)),
        Migration(
            name: "V0021_resting_seats",
            sql: String(decoding: PackageResources.V0021_resting_seats_sql, as: UTF8.self)),
        Migration(
            name: "V0022_kept_choices",
            sql: String(decoding: PackageResources.V0022_kept_choices_sql, as: UTF8.self)),
        Migration(
            name: "V0023_one_person", sql: String(decoding: PackageResources.V0023_one_person_sql, as: UTF8.self)),
        Migration(
            name: "V0024_document_forms",
            sql: String(decoding: PackageResources.V0024_document_forms_sql, as: UTF8.self)),
        Migration(
            name: "V0025_composed_references",
            sql: String(decoding: PackageResources.V0025_composed_references_sql, as: UTF8.self)),
        Migration(
            name: "V0026_unsaid_forms",
            sql: String(decoding: PackageResources.V0026_unsaid_forms_sql, as: UTF8.self)),
    ]
}
