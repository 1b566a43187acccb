#!/bin/sh
# System libraries and Chinese fonts: installs only what is missing.
#   sh scripts/system.sh run     what a running installation needs
#   sh scripts/system.sh test    that, and what the tests need (PostgreSQL, Chromium, Poppler, gettext)
# What only tests need and cannot be had is named and passed by: the tests that miss it then fail by their names.
# Debian and Ubuntu. As root or through sudo without a password; otherwise it prints the one line to run and stops.
# SKIP_SYSTEM=1 passes by, for other systems whose libraries were installed by hand (manage.py doctor checks them).
set -eu
mode=${1:-run}
root=$(cd "$(dirname "$0")/.." && pwd)
fonts=${MEDIATION_FONT_DIR:-${MEDIATION_VAR:-$root/var}/fonts}
case $fonts in /*) ;; *) fonts=$root/$fonts ;; esac

[ "${SKIP_SYSTEM:-0}" = 1 ] && exit 0

# What a session started from a bare environment may lack: the folders of administration programs.
PATH=$PATH:/usr/sbin:/sbin
export PATH DEBIAN_FRONTEND=noninteractive

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  cat >&2 <<'MESSAGE'
This is neither Debian nor Ubuntu, so the system libraries cannot be installed from here. Needed:
  Pango with PangoFT2, HarfBuzz with its subset library, Noto CJK (Sans and Serif), LXGW WenKai, and
  FandolFang-Regular.otf in var/fonts; for the tests also PostgreSQL, Chromium, Poppler's pdftoppm and gettext.
Install them, then run again with SKIP_SYSTEM=1. `.venv/bin/python manage.py doctor` says what is still missing.
MESSAGE
  exit 1
fi

installed() {
  [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = "install ok installed" ]
}

need="" need_test=""
want() {
  for package in "$@"; do
    installed "$package" || need="$need $package"
  done
}

# --- what is missing ---------------------------------------------------------------------------------------------
if python=$(sh "$root/scripts/python.sh" 2>/dev/null); then
  # Debian's Python comes without the means to make a virtual environment; other Pythons bring them along.
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    need="$need $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  fi
elif command -v python3 >/dev/null; then
  sh "$root/scripts/python.sh" || exit 1
else
  want python3 python3-venv
fi
# Without libharfbuzz-subset0 everything works, but one page of Chinese takes 20 seconds instead of 0.3.
want ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-lxgw-wenkai \
  fonts-dejavu-core # draws the tick boxes
if [ "$mode" = test ]; then
  installed libatomic1 || need_test="$need_test libatomic1" # Playwright's driver is linked against it
  case ${DATABASE_URL:-} in
    postgres*) ;; # a server is given; no cluster of our own
    *)
      ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ||
        need_test="$need_test postgresql"
      ;;
  esac
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null ||
    need_test="$need_test chromium"
  command -v pdftoppm >/dev/null || need_test="$need_test poppler-utils"
  command -v xgettext >/dev/null || need_test="$need_test gettext"
  [ ! -e "$root/.git" ] || command -v git >/dev/null || need_test="$need_test git"
fi

# --- install it ---------------------------------------------------------------------------------------------------
as_root=""
if [ "$(id -u)" = 0 ]; then
  as_root="env"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root="sudo -n env"
fi

# A machine that has just started may be installing its own updates: wait for it, five minutes at most.
install() {
  $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -q -o DPkg::Lock::Timeout=300 \
    "$@" </dev/null
}

if [ -n "$need$need_test" ]; then
  line="apt-get install -y --no-install-recommends$need$need_test"
  if [ -z "$as_root" ]; then
    echo "Some system packages are missing, and this account may not install them. Run this line, then try again:" >&2
    echo "  sudo apt-get update && sudo $line" >&2
    [ -z "$need" ] || exit 1
    echo "Going on without; tests that need them will fail:$need_test" >&2
  else
    echo "Installing system packages:$need$need_test"
    log=$(mktemp)
    $as_root DEBIAN_FRONTEND=noninteractive apt-get update -q >"$log" 2>&1 || true
    # shellcheck disable=SC2086  (a list of words)
    if [ -n "$need" ] && ! install $need >>"$log" 2>&1; then
      tail -n 25 "$log" >&2
      rm -f "$log"
      echo "The system packages could not be installed:$need" >&2
      exit 1
    fi
    for package in $need_test; do
      if ! install "$package" >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        echo "NOT INSTALLED: $package. Going on without; tests that need it will fail." >&2
      fi
    done
    rm -f "$log"
  fi
fi

# --- FangSong, the letter of Chinese official papers ---------------------------------------------------------------
# Free FangSong exists only inside Debian's TeX fonts; the archive is opened, TeX is not installed.
if [ ! -s "$fonts/FandolFang-Regular.otf" ]; then
  echo "Fetching FangSong (FandolFang) into $fonts"
  mkdir -p "$fonts"
  work=$(mktemp -d /var/tmp/fangsong.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  chmod 755 "$work"
  if [ "$(id -u)" = 0 ] && id _apt >/dev/null 2>&1; then
    chown _apt "$work" # apt fetches as its own user
  fi
  if ! (cd "$work" && apt-get download -q texlive-lang-chinese) >"$work/log" 2>&1; then
    # A machine that never ran apt-get update has no package lists yet.
    if [ "$(id -u)" = 0 ]; then
      apt-get update -q >>"$work/log" 2>&1 || true
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      sudo -n apt-get update -q >>"$work/log" 2>&1 || true
    fi
    if ! (cd "$work" && apt-get download -q texlive-lang-chinese) >>"$work/log" 2>&1; then
      tail -n 15 "$work/log" >&2
      echo "FandolFang could not be fetched. Put FandolFang-Regular.otf into $fonts, or run: sudo apt-get update" >&2
      exit 1
    fi
  fi
  dpkg-deb --fsys-tarfile "$work"/texlive-lang-chinese_*.deb |
    tar -x -C "$work" --wildcards '*/fandol/Fandol*-*.otf'
  find "$work" -name 'Fandol*-*.otf' ! -name '*Braille*' -exec cp {} "$fonts/" \;
  if [ ! -s "$fonts/FandolFang-Regular.otf" ]; then
    echo "The archive of texlive-lang-chinese no longer holds FandolFang-Regular.otf; put it into $fonts by hand." >&2
    exit 1
  fi
fi
