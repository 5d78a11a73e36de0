#include <libpq-fe.h>

// libpq's fields of an error are macros of characters, which Swift does not import.
static const int CLIBPQ_SEVERITY = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int CLIBPQ_SQLSTATE = PG_DIAG_SQLSTATE;
static const int CLIBPQ_MESSAGE = PG_DIAG_MESSAGE_PRIMARY;
static const int CLIBPQ_DETAIL = PG_DIAG_MESSAGE_DETAIL;
static const int CLIBPQ_HINT = PG_DIAG_MESSAGE_HINT;
static const int CLIBPQ_CONSTRAINT = PG_DIAG_CONSTRAINT_NAME;
static const int CLIBPQ_TABLE = PG_DIAG_TABLE_NAME;
static const int CLIBPQ_COLUMN = PG_DIAG_COLUMN_NAME;
static const int CLIBPQ_SOURCE_FUNCTION = PG_DIAG_SOURCE_FUNCTION;
