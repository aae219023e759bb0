/** The browser's compute worker in a thread of Node; bundled by load-rooms.mjs. */
import './worker-scope.mjs';
import '../../lib/engine/worker/main.js';
