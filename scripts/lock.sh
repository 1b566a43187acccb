#!/bin/sh
# requirements.txt (run) and requirements-dev.txt (run + test + lint) from pyproject.toml, hashed, for every platform.
# Packages already locked stay as they are unless pyproject.toml forbids it; UPGRADE=1 takes the newest.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || { [ -x .venv/bin/uv ] && echo .venv/bin/uv; } || true)
if [ -z "$uv" ]; then
  echo "uv is needed to lock: .venv/bin/pip install uv" >&2
  exit 1
fi
lock() {
  out=$1
  shift
  "$uv" pip compile pyproject.toml "$@" ${UPGRADE:+--upgrade} --quiet --generate-hashes --universal --python-version 3.11 \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --output-file "$out"
  if grep -n -E '://|^-|file:' "$out"; then
    echo "$out names a place to download from; it must work with everybody's own package index." >&2
    exit 1
  fi
}
lock requirements.txt
lock requirements-dev.txt --extra test --extra lint --constraint requirements.txt
