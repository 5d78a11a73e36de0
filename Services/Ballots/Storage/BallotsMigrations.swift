import Postgres
import ServiceRuntime

/// The steps of the schema of ballots, compiled in.
enum BallotsMigrations {
    static let all = [
        Migration("V0001_ballots", PackageResources.V0001_ballots_sql),
        ScenarioDay.migration,
        Migration("V0002_papers", PackageResources.V0002_papers_sql),
        Migration("V0003_certificates", PackageResources.V0003_certificates_sql),
        Migration("V0004_mergers", PackageResources.V0004_mergers_sql),
        Migration("V0005_forms", PackageResources.V0005_forms_sql),
        Migration("V0006_lifecycle", PackageResources.V0006_lifecycle_sql),
        Migration("V0007_register", PackageResources.V0007_register_sql),
        Migration("V0008_visits", PackageResources.V0008_visits_sql),
        Migration("V0009_public_bundle", PackageResources.V0009_public_bundle_sql),
        Migration("V0010_offered", PackageResources.V0010_offered_sql),
        Migration("V0011_vote_change", PackageResources.V0011_vote_change_sql),
        Migration("V0012_voting_ends", PackageResources.V0012_voting_ends_sql),
        Migration("V0013_electronic_basis", PackageResources.V0013_electronic_basis_sql),
        Migration("V0014_candidates", PackageResources.V0014_candidates_sql),
        Migration("V0015_nominations", PackageResources.V0015_nominations_sql),
        Migration("V0016_first_meeting", PackageResources.V0016_first_meeting_sql),
        Migration("V0017_paper_counts", PackageResources.V0017_paper_counts_sql),
        Migration("V0018_frozen_home", PackageResources.V0018_frozen_home_sql),
        Migration("V0020_owners_of_units", PackageResources.V0020_owners_of_units_sql),
        Migration("V0021_letters", PackageResources.V0021_letters_sql),
        Migration("V0022_paper_batches", PackageResources.V0022_paper_batches_sql),
        Migration("V0023_two_people", PackageResources.V0023_two_people_sql),
        Migration("V0024_told_and_same", PackageResources.V0024_told_and_same_sql),
        Migration("V0025_renominated", PackageResources.V0025_renominated_sql),
        Migration("V0026_votes_by_head", PackageResources.V0026_votes_by_head_sql),
        Migration("V0027_same_account", PackageResources.V0027_same_account_sql),
    ]
}
