#!/bin/bash
# Run once by the PostgreSQL image, after initdb: the service's role owns its database and is no superuser.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres \
    --set service="$TONGTI_SERVICE" --set password="$(</run/secrets/service-password)" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
SQL
