#!/bin/sh
# Prints the first Python that is new enough; says which ones were too old otherwise.
old=""
for name in python3 python3.14 python3.13 python3.12 python3.11; do
  found=$(command -v "$name" 2>/dev/null) || continue
  if "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "$found"
    exit 0
  fi
  old="$old $found ($("$found" -V 2>&1 | cut -d' ' -f2))"
done
if [ -n "$old" ]; then
  echo "Python 3.11 or newer is needed. Found only:$old." >&2
else
  echo "Python 3.11 or newer is needed, and there is no python3 on the PATH." >&2
fi
exit 1
