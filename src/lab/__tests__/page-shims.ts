/** What jsdom lacks and JupyterLab's packages touch when they are loaded. Import it first. */
class DragEventShim extends MouseEvent {}

Object.assign(globalThis, {
  DragEvent: DragEventShim,
  ResizeObserver: class {
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  }
});
