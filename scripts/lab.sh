#!/usr/bin/env bash
# Installs and builds the first time, then opens JupyterLab on a copy of
# examples/. Options are handed on to JupyterLab: --no-browser, --port N, …
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need_python_and_node
ensure_venv
ensure_node_modules
ensure_build || stop 'The build failed: see above.'
use_labextension

# the user's own copy: kept from one start to the next, new examples are added
WORKSPACE="${PIXELFOREST_WORKSPACE:-$ROOT/build/workspace}"
mkdir -p "$WORKSPACE"
(cd "$ROOT/examples" && find . -type f ! -path './plugin/*' -print) | while IFS= read -r file; do
  if [ ! -e "$WORKSPACE/$file" ]; then
    mkdir -p "$WORKSPACE/$(dirname "$file")"
    cp "$ROOT/examples/$file" "$WORKSPACE/$file"
    chmod u+w "$WORKSPACE/$file"
  fi
done

options=()
[ "$(id -u)" -ne 0 ] || options+=(--allow-root)
say "JupyterLab on $WORKSPACE (stop with Ctrl+C)"
exec jupyter lab ${options[@]+"${options[@]}"} --ServerApp.root_dir="$WORKSPACE" "$@"
