#!/bin/bash
# Run once by the PostgreSQL image, after initdb: the service's role owns its database and is no superuser, and the role
# "backup" may copy the server's data folder and log, and nothing else. Run again, it sets the passwords that the secrets have now.
set -euo pipefail
ask=(psql --set ON_ERROR_STOP=1 --no-psqlrc --quiet --no-align --tuples-only --username "$POSTGRES_USER" --dbname postgres)
# psql reads the passwords itself: everybody on the machine can read a program's arguments.
"${ask[@]}" --set service="$TONGTI_SERVICE" <<'SQL'
\set password `cat /run/secrets/service-password`
\set backup `cat /run/secrets/backup-password`
SELECT format('CREATE ROLE %I', :'service') WHERE to_regrole(quote_ident(:'service')) IS NULL \gexec
ALTER ROLE :"service" LOGIN PASSWORD :'password';
SELECT format('CREATE DATABASE %I OWNER %I', :'service', :'service')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'service') \gexec
SELECT 'CREATE ROLE backup' WHERE to_regrole('backup') IS NULL \gexec
ALTER ROLE backup LOGIN REPLICATION PASSWORD :'backup';
SQL
# The image's line for "all" databases is none for replication.
rule='host replication backup all scram-sha-256'
rules=$("${ask[@]}" --command='SHOW hba_file')
grep -qxF "$rule" "$rules" || printf '%s\n' "$rule" >>"$rules"
"${ask[@]}" --output=/dev/null --command='SELECT pg_reload_conf()'
