#!/bin/sh
# Prepares the demonstration in var/ and serves it; `make demo` calls this.
# DEMO_SERVE=0 prepares only. DEMO_PORT chooses the port. Safe to run again.
set -eu
cd "$(dirname "$0")/.."
export DJANGO_SETTINGS_MODULE=settings.demo
port="${DEMO_PORT:-8000}"
manage() { .venv/bin/python manage.py "$@"; }

manage audit_keys init
manage migrate --no-input --verbosity 0
manage migrate --no-input --verbosity 0 --database keyring
manage keyring init
manage seed_demo

cat <<WORDS

Ready. Address: http://127.0.0.1:$port/
Sign in as one of these:
WORDS
manage demo_code
echo "Second factor:         make code USER=name"
[ "${DEMO_SERVE:-1}" = "0" ] && exit 0

.venv/bin/python manage.py run_clock &
clock=$!
.venv/bin/python manage.py run_search &
search=$!
trap 'kill "$clock" "$search" 2>/dev/null || true' EXIT
trap 'exit 0' INT TERM
.venv/bin/waitress-serve --listen="127.0.0.1:$port" --ident= settings.wsgi:application &
web=$!
trap 'kill "$clock" "$search" "$web" 2>/dev/null || true' EXIT
wait "$web"
