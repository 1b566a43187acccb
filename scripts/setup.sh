#!/bin/sh
# Everything between a fresh clone and `make run` or `make test`; done again it takes a second. Starts nothing.
#   sh scripts/setup.sh          to run the system
#   sh scripts/setup.sh dev      to test and check it too
set -eu
cd "$(dirname "$0")/.."
want=${1:-run}
case $want in
  dev) lock=requirements-dev.txt mode=test ;;
  *) lock=requirements.txt mode=run ;;
esac

# The data folder holds people's files: nobody else on this machine reads it.
var=${MEDIATION_VAR:-var}
[ -d "$var" ] || mkdir -p -m 700 "$var"

sh scripts/system.sh "$mode"

python=$(sh scripts/python.sh)
if [ -x .venv/bin/python ] && ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "The virtual environment no longer starts; making a new one"
  rm -rf .venv
fi
if [ ! -x .venv/bin/python ]; then
  echo "Making the virtual environment with $python ($("$python" -V | cut -d' ' -f2))"
  "$python" -m venv .venv
fi

# The stamps hold the hash of the list that was installed; the list for developers contains the one for running.
sum() { cksum <"$1" | tr ' ' '-'; }
mkdir -p .venv/stamps
if [ "$want" = run ] && [ "$(cat .venv/stamps/dev 2>/dev/null)" = "$(sum requirements.txt) $(sum requirements-dev.txt)" ]; then
  : # a developer's environment runs the system as well
elif [ "$(cat ".venv/stamps/$want" 2>/dev/null)" != "$(sum requirements.txt) $(sum requirements-dev.txt)" ]; then
  echo "Installing the packages of $lock"
  uv=$(command -v uv || { [ -x .venv/bin/uv ] && echo .venv/bin/uv; } || true)
  if [ -z "$uv" ] || ! "$uv" pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$lock"
  fi
  echo "$(sum requirements.txt) $(sum requirements-dev.txt)" >".venv/stamps/$want"
fi

.venv/bin/python scripts/messages.py compile
