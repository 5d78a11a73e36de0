import Postgres

/// The steps of the registry's schema, compiled in.
enum RegistryMigrations {
    static let all = [
        Migration("V0001_registry", PackageResources.V0001_registry_sql),
        Migration("V0002_people", PackageResources.V0002_people_sql),
        Migration("V0003_sealed_people", PackageResources.V0003_sealed_people_sql),
        Migration("V0004_bodies", PackageResources.V0004_bodies_sql),
        Migration("V0005_roll_history", PackageResources.V0005_roll_history_sql),
        Migration("V0006_lift_care", PackageResources.V0006_lift_care_sql),
        Migration("V0007_transfers", PackageResources.V0007_transfers_sql),
        Migration("V0008_mergers", PackageResources.V0008_mergers_sql),
        Migration("V0009_owner_unit_end", PackageResources.V0009_owner_unit_end_sql),
        Migration("V0010_disabled_accounts", PackageResources.V0010_disabled_accounts_sql),
        Migration("V0011_suspensions", PackageResources.V0011_suspensions_sql),
        Migration("V0012_roll_pages", PackageResources.V0012_roll_pages_sql),
        Migration("V0013_dwellings", PackageResources.V0013_dwellings_sql),
        Migration("V0014_application_end", PackageResources.V0014_application_end_sql),
        Migration("V0015_documents", PackageResources.V0015_documents_sql),
        Migration("V0016_united_owners", PackageResources.V0016_united_owners_sql),
        Migration("V0017_bound_marks", PackageResources.V0017_bound_marks_sql),
        Migration("V0018_united_owner_units", PackageResources.V0018_united_owner_units_sql),
        Migration("V0019_opened_accounts", PackageResources.V0019_opened_accounts_sql),
        Migration("V0020_marked_letters", PackageResources.V0020_marked_letters_sql),
        Migration("V0021_resting_seats", PackageResources.V0021_resting_seats_sql),
        Migration("V0022_kept_choices", PackageResources.V0022_kept_choices_sql),
        Migration("V0023_one_person", PackageResources.V0023_one_person_sql),
        Migration("V0024_document_forms", PackageResources.V0024_document_forms_sql),
        Migration("V0025_composed_references", PackageResources.V0025_composed_references_sql),
        Migration("V0026_unsaid_forms", PackageResources.V0026_unsaid_forms_sql),
        Migration("V0027_repeated_refresh", PackageResources.V0027_repeated_refresh_sql),
        Migration("V0028_sealed_answers", PackageResources.V0028_sealed_answers_sql),
        Migration("V0029_past_sessions", PackageResources.V0029_past_sessions_sql),
    ]
}
