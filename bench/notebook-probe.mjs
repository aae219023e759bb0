/**
 * What a measurement sees of a notebook, without anything of ours in the
 * product: when its cells, the picture in an output and the image of a project
 * were there, and how long frames took.
 */

/** Runs in the page; makes `window.probe`. */
export function installNotebookProbe() {
  const { document, performance, PerformanceObserver } = globalThis;
  const IMAGE = '.jp-Notebook canvas[data-layer=raw][data-stale=false]';
  let begun = 0;
  let frames = [];
  let tasks = [];
  let isWatching = false;
  const probe = { seen: {} };
  globalThis.probe = probe;
  const see = what => {
    probe.seen[what] ??= performance.now() - begun;
  };

  /** The clock starts. */
  probe.begin = () => {
    probe.seen = {};
    begun = performance.now();
    globalThis.requestAnimationFrame(look);
  };

  const look = () => {
    if (document.querySelector('.jp-Notebook .jp-Cell')) {
      see('notebook');
    }
    if (document.querySelector(IMAGE)) {
      see('image');
    } else {
      globalThis.requestAnimationFrame(look);
    }
    const picture = document.querySelector('.jp-PixelForest-cellNotice > img');
    if (picture && probe.seen.picture === undefined) {
      picture.decode().then(
        () => see('picture'),
        () => undefined
      );
    }
  };
  new PerformanceObserver(list => {
    for (const { startTime, duration, scripts } of list.getEntries()) {
      tasks.push({
        at: startTime,
        duration: Math.round(duration),
        scripts: scripts?.map(script => ({
          invoker: script.invoker,
          duration: Math.round(script.duration),
          layout: Math.round(script.forcedStyleAndLayoutDuration),
          source: `${script.sourceURL.split('/').pop()}:${script.sourceFunctionName}`
        }))
      });
    }
  }).observe({ entryTypes: ['long-animation-frame'] });

  /** Frames are counted from now on. */
  probe.watchFrames = () => {
    frames = [];
    tasks = [];
    isWatching = true;
    let last = performance.now();
    const next = now => {
      frames.push(now - last);
      last = now;
      if (isWatching) {
        globalThis.requestAnimationFrame(next);
      }
    };
    globalThis.requestAnimationFrame(next);
  };

  /** @returns ms of each frame, and the frames over 50 ms with what ran in them */
  probe.framesSince = () => {
    isWatching = false;
    return { frames: frames.slice(1), tasks };
  };
}
