import Postgres

/// The steps of the schema of notices, compiled in.
enum NoticesMigrations {
    static let all = [
        Migration("V0001_public_record", PackageResources.V0001_public_record_sql),
        Migration("V0002_record_only_grows", PackageResources.V0002_record_only_grows_sql),
        Migration("V0003_mergers", PackageResources.V0003_mergers_sql),
        Migration("V0004_elections", PackageResources.V0004_elections_sql),
        Migration("V0005_days_of_opening", PackageResources.V0005_days_of_opening_sql),
        Migration("V0006_works_before_a_merger", PackageResources.V0006_works_before_a_merger_sql),
        Migration("V0007_set_aside", PackageResources.V0007_set_aside_sql),
        Migration("V0008_works_of_an_area", PackageResources.V0008_works_of_an_area_sql),
        Migration("V0009_petitions", PackageResources.V0009_petitions_sql),
        Migration("V0010_lifts_to_be_added", PackageResources.V0010_lifts_to_be_added_sql),
        Migration("V0011_works_of_a_part_by_day", PackageResources.V0011_works_of_a_part_by_day_sql),
        Migration("V0012_lifts_that_are_there", PackageResources.V0012_lifts_that_are_there_sql),
        Migration("V0013_times_of_works", PackageResources.V0013_times_of_works_sql),
        Migration("V0014_repayments", PackageResources.V0014_repayments_sql),
        Migration("V0015_works_of_an_area_in_its_parts", PackageResources.V0015_works_of_an_area_in_its_parts_sql),
        Migration("V0016_upheld_objections", PackageResources.V0016_upheld_objections_sql),
        Migration("V0017_first_registration_codes", PackageResources.V0017_first_registration_codes_sql),
    ]
}
