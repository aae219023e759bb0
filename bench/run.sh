#!/usr/bin/env bash
# run.sh --matrix quick|full [OPTION…]: the benchmark matrix, then its table and plots.
# run.sh live-update: the lesson in Chromium. Builds what is shipped if a source changed.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"

need_python_and_node
ensure_venv
ensure_node_modules
ensure_build || stop 'The build failed: see above.'
use_labextension
export BENCH_PYTHON="${BENCH_PYTHON:-$VENV/bin/python}"
if [ "${1:-}" = --matrix ]; then
  node "$ROOT/bench/matrix.mjs" "$@"
  exec node "$ROOT/bench/report.mjs"
fi
exec node "$ROOT/bench/$1.mjs"
