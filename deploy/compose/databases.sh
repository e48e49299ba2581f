#!/bin/sh
# One database and one role per service; no service can open another's (rule R66).
set -eu
for service in intake dispatch notify; do
  password=$(eval "echo \$$(echo "$service" | tr '[:lower:]' '[:upper:]')_PASSWORD")
  psql -v ON_ERROR_STOP=1 --username postgres <<SQL
CREATE ROLE $service LOGIN PASSWORD '$password';
CREATE DATABASE $service OWNER $service;
REVOKE CONNECT, TEMPORARY ON DATABASE $service FROM PUBLIC;
SQL
done
