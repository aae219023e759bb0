# Shared by lab.sh, test.sh and build.sh: everything they need from a machine
# that has only bash, Python and Node. Caches lie outside the clone.
# Meant to be sourced; sets ROOT, CACHE and PATH.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
CACHE="${PIXELFOREST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/pixelforest}"
export YARN_ENABLE_GLOBAL_CACHE=true
export YARN_GLOBAL_FOLDER="$CACHE/yarn"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
export PIP_DISABLE_PIP_VERSION_CHECK=1

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

# say TEXT: a headline among the output of tools
say() {
  printf '\n== %s\n' "$*"
}

# quietly COMMAND…: shows the last of its output only if it fails
quietly() {
  local log status=0
  log="$(mktemp)"
  "$@" >"$log" 2>&1 || status=$?
  [ "$status" -eq 0 ] || tail -n 60 "$log" >&2
  rm -f "$log"
  return "$status"
}

# sha256 of files or standard input, by Python, as not every system has sha256sum
digest() {
  cat "$@" | "$PYTHON" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest()[:16])'
}

# Finds Python ≥ 3.11 and Node ≥ 20.19.
need_python_and_node() {
  local candidate
  PYTHON=
  for candidate in "${PYTHON_FOR_PIXELFOREST:-}" python3 python python3.14 python3.13 python3.12 python3.11; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      PYTHON="$(command -v "$candidate")"
      break
    fi
  done
  [ -n "$PYTHON" ] || stop 'Python 3.11 or newer is needed and was not found: install it from python.org or your package manager.'
  "$PYTHON" -c 'import venv, ensurepip' >/dev/null 2>&1 ||
    stop "Python's venv module is needed and was not found: install it (Debian, Ubuntu: apt-get install python3-venv)."
  command -v node >/dev/null 2>&1 ||
    stop 'Node.js 20.19 or newer is needed and was not found: install it from nodejs.org or your package manager.'
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    stop "Node.js 20.19 or newer is needed, found $(node --version): install a newer one from nodejs.org."
}

# A virtual environment with requirements/test.txt, shared by all clones that ask for the same.
ensure_venv() {
  local key
  key="$({
    "$PYTHON" -c 'import sys; print(sys.version, sys.base_prefix)'
    cat "$ROOT/requirements/test.txt"
  } | digest)"
  VENV="$CACHE/venv-$key"
  if [ ! -e "$VENV/complete" ]; then
    say "Python packages, into $VENV"
    mkdir -p "$CACHE"
    (make_venv) || stop 'Installing the Python packages failed: see above (is there a network?).'
  fi
  export PATH="$VENV/bin:$PATH"
  export PYTHONNOUSERSITE=1
  unset PYTHONPATH PYTHONHOME
}

# Runs in a subshell. Where two clones start at once, the second waits for the first.
make_venv() {
  local waited=0
  until mkdir "$VENV.lock" 2>/dev/null; do
    [ "$waited" -lt 600 ] || stop "$VENV.lock is older than ten minutes: remove it if nothing is being installed."
    sleep 2
    waited=$((waited + 2))
  done
  trap 'rmdir "$VENV.lock"' EXIT
  [ ! -e "$VENV/complete" ] || return 0
  rm -rf "$VENV"
  "$PYTHON" -m venv "$VENV" || return 1
  "$VENV/bin/python" -m pip install --quiet --requirement "$ROOT/requirements/test.txt" || return 1
  touch "$VENV/complete"
}

# node_modules as yarn.lock says. jlpm is the yarn that comes with jupyter-builder.
ensure_node_modules() {
  local key stamp="$ROOT/node_modules/.pixelforest-lock"
  key="$(digest "$ROOT/package.json" "$ROOT/yarn.lock")"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$key" ]; then
    say 'Node packages'
    (cd "$ROOT" && quietly jlpm install --immutable) ||
      stop 'Installing the Node packages failed: see above (is there a network?).'
    printf '%s\n' "$key" >"$stamp"
  fi
}

# Names and contents of everything the build reads.
source_files() {
  (cd "$ROOT" && find assembly assets schema src style package.json yarn.lock asconfig.json rspack.config.js \
    tsconfig.json tsconfig.worker.json -type f ! -path '*/__tests__/*' -print | LC_ALL=C sort)
}

# Builds kernels, TypeScript and labextension, if a source changed since the last time.
ensure_build() {
  local key stamp="$ROOT/jupyterlab_pixelforest/labextension/.sources"
  key="$({
    source_files
    cd "$ROOT" && source_files | tr '\n' '\0' | xargs -0 cat
  } | digest)"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$key" ]; then
    say 'Build'
    (cd "$ROOT" && jlpm build:prod) || return 1
    printf '%s\n' "$key" >"$stamp"
  fi
}

# Makes Jupyter of this shell find this clone's labextension, without installing it anywhere.
use_labextension() {
  local folder="$ROOT/build/share/jupyter"
  mkdir -p "$folder/labextensions"
  rm -rf "$folder/labextensions/jupyterlab-pixelforest"
  ln -s "$ROOT/jupyterlab_pixelforest/labextension" "$folder/labextensions/jupyterlab-pixelforest"
  export JUPYTER_PATH="$folder"
}

# A TCP port that is free now.
free_port() {
  "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
