#!/usr/bin/env bash
# run.sh core | live-update: builds what is shipped if a source changed, then measures.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"

need_python_and_node
ensure_venv
ensure_node_modules
ensure_build || stop 'The build failed: see above.'
use_labextension
exec node "$ROOT/bench/$1.mjs"
