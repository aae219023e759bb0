/** Pointer events for jsdom, which has none of its own. */
export type PointerInit = MouseEventInit & {
  readonly pointerId?: number;
  readonly pointerType?: string;
  /** Points the pointer passed since the last event, oldest first. */
  readonly coalesced?: readonly { clientX: number; clientY: number }[];
};

/** Sends a pointer event at a point of a stage whose corner is at 0, 0. */
export function point(
  stage: HTMLElement,
  type: string,
  x: number,
  y: number,
  init: PointerInit = {}
): MouseEvent {
  const { pointerId = 1, pointerType = 'mouse', coalesced, ...mouse } = init;
  const event = new MouseEvent(type, {
    bubbles: true,
    cancelable: true,
    clientX: x,
    clientY: y,
    ...mouse
  });
  Object.assign(event, {
    pointerId,
    pointerType,
    getCoalescedEvents: () =>
      (coalesced ?? []).map(at => new MouseEvent(type, { ...mouse, ...at }))
  });
  stage.dispatchEvent(event);
  return event;
}

/** A stage that can capture pointers. */
export function createStage(): HTMLElement {
  const stage = document.createElement('div');
  stage.tabIndex = 0;
  Object.assign(stage, { setPointerCapture: () => undefined });
  document.body.append(stage);
  return stage;
}
