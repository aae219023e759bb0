/**
 * What the measurement sees of the page, without anything of ours in the
 * product: pointer events, the draws of layers (each sets `data-stale` of its
 * canvas), the classifier's status line, and tasks over 50 ms.
 */

/** Runs in the page; fills `window.probe` with what happened, in milliseconds of `performance.now()`. */
export function installProbe() {
  const { document, performance, MutationObserver, PerformanceObserver } =
    globalThis;
  const tab = document.querySelector(
    '.jp-PixelForest-document:not(.lm-mod-hidden)'
  );
  const probe = { events: [], tasks: [], lastDraw: 0 };
  globalThis.probe = probe;
  for (const type of ['pointerdown', 'pointermove', 'pointerup']) {
    globalThis.addEventListener(
      type,
      event => probe.events.push({ what: type, at: event.timeStamp }),
      { capture: true, passive: true }
    );
  }
  // found once: asking for layout in every record would slow what is measured
  const line = [...tab.querySelectorAll('[role=status]')].find(
    node => node.offsetParent !== null
  );
  const status = () => line.textContent;
  let said = status();
  new MutationObserver(records => {
    const at = performance.now();
    for (const { type, target } of records) {
      if (type === 'attributes') {
        probe.lastDraw = at;
        const { layer, stale } = target.dataset;
        probe.events.push({ what: 'drawn', layer, stale, at });
      }
    }
    const now = status();
    if (now !== said) {
      said = now;
      probe.events.push({ what: 'status', text: now, at });
    }
  }).observe(tab, {
    subtree: true,
    attributes: true,
    attributeFilter: ['data-stale'],
    childList: true,
    characterData: true
  });
  new PerformanceObserver(list => {
    for (const {
      startTime,
      duration,
      entryType,
      scripts
    } of list.getEntries()) {
      probe.tasks.push({
        kind: entryType,
        at: startTime,
        duration,
        scripts: scripts?.map(script => ({
          invoker: script.invoker,
          duration: script.duration,
          source: `${script.sourceURL.split('/').pop()}:${script.sourceFunctionName}`
        }))
      });
    }
  }).observe({ entryTypes: ['longtask', 'long-animation-frame'] });

  /** Resolves when the map is complete and nothing was drawn for a while. */
  probe.settled = async () => {
    const isSettled = () =>
      status().includes('Up to date') &&
      [...tab.querySelectorAll('canvas[data-layer]')].every(
        canvas =>
          canvas.style.display === 'none' || canvas.dataset.stale !== 'true'
      ) &&
      performance.now() - probe.lastDraw > 300;
    const end = performance.now() + 60_000;
    while (!isSettled()) {
      if (performance.now() > end) {
        throw new Error(`The map is not complete after 60 s: “${status()}”.`);
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  };
}

const isResult = ({ layer }) => layer !== 'raw' && layer !== 'labels';

/**
 * From the end of the last stroke to the last draw of a result layer: then all
 * tiles in view are of the new forest.
 *
 * @param events of `window.probe`, once settled
 */
export function afterStroke(events) {
  const ends = events.filter(({ what }) => what === 'pointerup');
  const from = ends[ends.length - 1].at;
  const later = events.filter(({ at }) => at > from);
  const draws = later.filter(
    event => event.what === 'drawn' && isResult(event)
  );
  const predicting = later.find(
    ({ what, text }) => what === 'status' && text.includes('Predicting')
  );
  if (draws.length === 0) {
    throw new Error('No result layer was drawn after the stroke.');
  }
  return {
    trainedSeen: predicting ? predicting.at - from : null,
    firstTile: draws[0].at - from,
    complete: draws[draws.length - 1].at - from
  };
}

/** From each pointermove of a stroke to the first draw of the labels after it. */
export function strokeLatencies(events) {
  const latencies = [];
  let isDown = false;
  let waiting = null;
  for (const { what, layer, at } of events) {
    if (what === 'pointerdown') {
      isDown = true;
    } else if (what === 'pointerup') {
      isDown = false;
      waiting = null;
    } else if (what === 'pointermove' && isDown) {
      waiting ??= at;
    } else if (what === 'drawn' && layer === 'labels' && waiting !== null) {
      latencies.push(at - waiting);
      waiting = null;
    }
  }
  return latencies;
}
