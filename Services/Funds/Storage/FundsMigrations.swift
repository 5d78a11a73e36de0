import Postgres
import ServiceRuntime

/// The steps of the schema of funds, compiled in.
enum FundsMigrations {
    static let all = [
        ScenarioDay.migration,
        Migration("V0001_funds", PackageResources.V0001_funds_sql),
        Migration("V0002_ledger", PackageResources.V0002_ledger_sql),
        Migration("V0003_one_reference_in_any_case", PackageResources.V0003_one_reference_in_any_case_sql),
        Migration("V0004_advanced_lifts_stay", PackageResources.V0004_advanced_lifts_stay_sql),
        Migration("V0005_set_aside", PackageResources.V0005_set_aside_sql),
        Migration("V0006_awaited_rolls", PackageResources.V0006_awaited_rolls_sql),
        Migration("V0007_payment_reversals", PackageResources.V0007_payment_reversals_sql),
        Migration("V0008_whose_money", PackageResources.V0008_whose_money_sql),
        Migration("V0009_payouts_by_two", PackageResources.V0009_payouts_by_two_sql),
        Migration("V0010_repayments", PackageResources.V0010_repayments_sql),
        Migration("V0011_refunds", PackageResources.V0011_refunds_sql),
        Migration("V0012_units_that_left", PackageResources.V0012_units_that_left_sql),
        Migration("V0013_advances_taken_back", PackageResources.V0013_advances_taken_back_sql),
        Migration("V0014_mergers", PackageResources.V0014_mergers_sql),
        Migration("V0015_changes_since_mergers", PackageResources.V0015_changes_since_mergers_sql),
        Migration("V0016_parking_unsaid", PackageResources.V0016_parking_unsaid_sql),
    ]
}
