import Postgres
import ServiceRuntime

/// The steps of the schema of work orders, compiled in.
enum WorkOrdersMigrations {
    static let all = [
        ScenarioDay.migration,
        Migration("V0001_workorders", PackageResources.V0001_workorders_sql),
        Migration("V0002_inspections_stay", PackageResources.V0002_inspections_stay_sql),
        Migration("V0003_set_aside", PackageResources.V0003_set_aside_sql),
        Migration("V0004_plans", PackageResources.V0004_plans_sql),
        Migration("V0005_lifts_by_registration", PackageResources.V0005_lifts_by_registration_sql),
        Migration("V0006_mergers", PackageResources.V0006_mergers_sql),
        Migration("V0007_days_of_installation", PackageResources.V0007_days_of_installation_sql),
        Migration("V0008_first_registration_codes", PackageResources.V0008_first_registration_codes_sql),
        Migration("V0009_advances_taken_back", PackageResources.V0009_advances_taken_back_sql),
        Migration("V0010_times_of_completion", PackageResources.V0010_times_of_completion_sql),
    ]
}
