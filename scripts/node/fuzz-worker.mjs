/** Opens spoilt projects and saves them, on a thread that may be ended; bundled by load-rooms.mjs. */
import { parentPort } from 'node:worker_threads';
import { postError } from '../../lib/errors.js';
import { MemoryByteSource } from '../../lib/formats/byte-sources.js';
import { onBrokenLibrary } from '../../lib/formats/hdf5/broken-library.js';
import { openLocalImage } from '../../lib/formats/ilp/local-data.js';
import { notesForIlastik } from '../../lib/formats/ilp/ilastik-notes.js';
import { readProject } from '../../lib/formats/ilp/read.js';
import { writeProject } from '../../lib/formats/ilp/write.js';

let isBroken = false;
onBrokenLibrary(() => (isBroken = true));

parentPort.on('message', async ({ bytes, number }) => {
  let outcome = 'saved';
  try {
    outcome = await openAndSave(bytes);
  } catch (error) {
    const { tag, message } = postError(error);
    outcome = tag === 'unknown' ? `crash: ${error?.stack ?? message}` : tag;
  }
  parentPort.postMessage({ number, outcome, isBroken });
});

/** @returns what came of it; throws where the project is refused */
async function openAndSave(bytes) {
  const name = 'fuzz.ilp';
  const read = await readProject(bytes.slice(), name);
  notesForIlastik(read.project);
  for (const image of read.project.images.filter(({ path }) => path === '')) {
    const source = new MemoryByteSource(name, bytes.slice());
    const opened = await openLocalImage(source, image);
    try {
      await opened.readPlane({ t: 0, z: 0 });
    } finally {
      opened.close();
    }
  }
  const saved = await writeProject(read.project, {
    previous: { bytes: bytes.slice(), name },
    isCopy: true
  });
  const again = await readProject(saved.slice(), name);
  const counts = ({ project }) =>
    [...project.labels].map(([id, labels]) => [id, ...labels.counts()]).join();
  if (counts(again) !== counts(read)) {
    return `crash: labels changed by saving: ${counts(read).slice(0, 200)} became ${counts(again).slice(0, 200)}`;
  }
  return 'saved';
}
