#!/usr/bin/env bash
# Builds a wheel into dist/. It installs without Node.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need_python_and_node
ensure_venv
ensure_node_modules
cd "$ROOT"
# an old labextension would be packed again as it is: hatch skips the build where one exists
jlpm clean:all
jlpm build:prod
rm -rf dist
python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
ls -l dist
