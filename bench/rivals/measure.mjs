/**
 * How a rival is asked: it gets ready, says so in a line of JSON, then runs its
 * stage once for each line it reads and prints the times as a line of JSON.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/**
 * @param prepare from the configuration to `{ run, facts, close }`; `run` does
 * the stage once and, if asked to keep it, returns what it made: per slice one (y, x) array per class.
 * It may return `{ wallS, cpuS }` if its clock stood still meanwhile.
 */
export async function serve(prepare) {
  const config = JSON.parse(process.argv[2]);
  const { run, facts, close } = await prepare(config);
  say(facts);
  for await (const line of createInterface({ input: process.stdin })) {
    say(await once(config, run, line === 'digest'));
  }
  await close?.();
}

async function once({ stage }, run, wantsDigest) {
  const isReset = resetPeak();
  const begun = performance.now();
  const used = process.cpuUsage();
  const made = await run(wantsDigest);
  const { user, system } = process.cpuUsage(used);
  const own = made?.wallS === undefined ? null : made;
  return {
    stage,
    wallS: own?.wallS ?? (performance.now() - begun) / 1000,
    cpuS: own?.cpuS ?? (user + system) / 1e6,
    peakRssMiB: peakMiB(isReset),
    digest:
      wantsDigest && made?.[0]?.[0] instanceof Float32Array
        ? digestOf(made.flat())
        : undefined
  };
}

/** From here on the system counts the peak anew (Linux). @returns whether it does */
function resetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

/** Most memory this process held: since the reset, or else since its start. */
function peakMiB(isReset) {
  if (!isReset) {
    return process.resourceUsage().maxRSS / 1024;
  }
  const [, kibibytes] = readFileSync('/proc/self/status', 'utf8').match(
    /^VmHWM:\s+(\d+)/m
  );
  return Number(kibibytes) / 1024;
}

function digestOf(planes) {
  const hash = createHash('sha256');
  planes.forEach(plane =>
    hash.update(
      new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength)
    )
  );
  return hash.digest('hex');
}

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
