/** Parts of a browser that jsdom lacks; imported before anything that needs them. */
Object.assign(globalThis, {
  // @lumino/dragdrop extends it when it loads
  DragEvent: class extends MouseEvent {},
  // jsdom lays nothing out: there is no size to observe
  ResizeObserver: class {
    observe(): void {
      // never called back
    }

    disconnect(): void {
      // nothing observed
    }
  }
});

export {};
