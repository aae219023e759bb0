#!/usr/bin/env bash
# Installs what the tests need the first time, then runs every test. The last
# line is "N passed, N failed"; the exit status is 0 only if all passed.
#
# Use: bash scripts/test.sh [--only lint|jest|python|galata|hub]
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ONLY=
if [ $# -gt 0 ]; then
  case "$*" in
    '--only lint' | '--only jest' | '--only python' | '--only galata' | '--only hub') ONLY="$2" ;;
    *) stop "Use: bash scripts/test.sh [--only lint|jest|python|galata|hub], found: $*" ;;
  esac
fi
cd "$ROOT"
REPORTS="$ROOT/build/test-reports"
PASSED=0
FAILED=0
FAULTY=()

finish() {
  [ "${#FAULTY[@]}" -eq 0 ] || printf '\nNot passed: %s\n' "${FAULTY[*]}"
  printf '%s passed, %s failed\n' "$PASSED" "$FAILED"
  [ "$FAILED" -eq 0 ]
  exit
}

# wanted PART: whether --only leaves this part in
wanted() {
  [ -z "$ONLY" ] || [ "$ONLY" = "$1" ]
}

# check NAME COMMAND…: a command that passes or fails as a whole counts as one test
check() {
  local name="$1"
  shift
  say "$name"
  if "$@"; then
    PASSED=$((PASSED + 1))
  else
    FAILED=$((FAILED + 1))
    FAULTY+=("$name")
  fi
}

# suite NAME KIND REPORT COMMAND…: a runner that writes a report of its tests
suite() {
  local name="$1" kind="$2" report="$3" status=0 counts passed=0 failed=0
  shift 3
  say "$name"
  rm -f "$report"
  "$@" || status=$?
  if counts="$(node scripts/count-tests.mjs "$kind" "$report" 2>/dev/null)"; then
    read -r passed failed <<<"$counts"
  fi
  # a runner that broke off, or ran nothing, has not passed
  if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
    failed=1
  fi
  [ "$failed" -eq 0 ] || FAULTY+=("$name")
  PASSED=$((PASSED + passed))
  FAILED=$((FAILED + failed))
  printf '%s: %s passed, %s failed\n' "$name" "$passed" "$failed"
}

# A browser for the tests: the system's, or on Debian as root one from its packages.
ensure_chromium() {
  local candidate
  for candidate in "${PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable \
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' '/Applications/Chromium.app/Contents/MacOS/Chromium'; do
    if [ -n "$candidate" ] && candidate="$(command -v "$candidate")"; then
      export PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH="$candidate"
      return 0
    fi
  done
  if ! command -v apt-get >/dev/null 2>&1; then
    printf 'Chromium or Chrome is needed for the browser tests and was not found: install it.\n' >&2
    return 1
  fi
  if [ "$(id -u)" -ne 0 ]; then
    printf 'Chromium is needed for the browser tests and was not found: run `sudo apt-get install chromium`.\n' >&2
    return 1
  fi
  say 'Chromium'
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null || {
    printf 'apt-get could not install chromium: see above.\n' >&2
    return 1
  }
  export PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH="$(command -v chromium)"
}

# ImageJ opens the lesson's results: installed as Chromium is; elsewhere the lesson goes without it, and says so.
find_imagej() {
  local jar=/usr/share/java/ij.jar
  if [ ! -f "$jar" ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then
    say 'ImageJ and a virtual display'
    DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends imagej xvfb xauth >/dev/null || {
      printf 'apt-get could not install imagej and xvfb: see above.\n' >&2
      return 1
    }
  fi
  if [ -f "$jar" ] && command -v xvfb-run >/dev/null 2>&1; then
    export PIXELFOREST_IMAGEJ="$jar"
  else
    printf 'ImageJ was not found: the lesson is checked without it. On Debian: apt-get install imagej xvfb xauth\n'
  fi
}

run_galata() {
  GALATA_PORT="$(free_port)" PLAYWRIGHT_JSON_OUTPUT_NAME="$REPORTS/galata.json" \
    jlpm playwright test --config ui-tests/playwright.config.js
}

run_hub() {
  PLAYWRIGHT_JSON_OUTPUT_NAME="$REPORTS/hub.json" jlpm playwright test --config ui-tests/hub/playwright.config.js
}

# set-up: without it nothing can be tested. The subshell keeps a stop inside it; the second call finds all in place.
set_up() {
  need_python_and_node
  ensure_venv
  ensure_node_modules
}
if ! (set_up); then
  FAILED=1
  FAULTY+=('set-up')
  finish
fi
set_up
mkdir -p "$REPORTS"

# everything temporary, of browsers and servers too, goes when the tests are over
TMPDIR="$(mktemp -d)"
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

# nothing of the user's own Jupyter goes in or out
export JUPYTER_CONFIG_DIR="$ROOT/build/jupyter/config"
export JUPYTER_DATA_DIR="$ROOT/build/jupyter/data"
export JUPYTER_RUNTIME_DIR="$ROOT/build/jupyter/runtime"

check 'build' ensure_build
use_labextension

if wanted lint; then
  check 'stylelint' jlpm stylelint:check
  check 'prettier' jlpm prettier:check
  check 'eslint' jlpm eslint:check
  check 'ruff' jlpm ruff:check
  check 'types of the tests' jlpm check:types
  check 'import rules' jlpm check:rooms
  check 'bundle size' jlpm check:bundle-size
fi
if wanted jest; then
  suite 'jest' jest "$REPORTS/jest.json" jlpm jest --json --outputFile="$REPORTS/jest.json"
fi
if wanted python; then
  suite 'pytest' junit "$REPORTS/pytest.xml" python -m pytest -q --junitxml="$REPORTS/pytest.xml"
fi
if wanted galata || wanted hub; then
  if ensure_chromium; then
    if wanted galata && ! find_imagej; then
      FAILED=$((FAILED + 1))
      FAULTY+=('ImageJ')
    fi
    wanted galata && suite 'Galata' playwright "$REPORTS/galata.json" run_galata
    wanted hub && suite 'JupyterHub' playwright "$REPORTS/hub.json" run_hub
  else
    FAILED=$((FAILED + 1))
    FAULTY+=('browser')
  fi
fi
finish
