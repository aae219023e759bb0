/** A notebook that did not move for so long rests. */
const REST_MS = 150;

/**
 * Tells once when an element is in view and nothing around it is being
 * scrolled: what only flies past costs nothing.
 *
 * @param see called at most once
 * @returns stops waiting
 */
export function whenSeen(node: Element, see: () => void): () => void {
  let isInView = false;
  let restsAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    clearTimeout(timer);
    if (isInView) {
      timer = setTimeout(
        () => {
          stop();
          see();
        },
        Math.max(0, restsAt - performance.now())
      );
    }
  };
  const scrolled = ({ target }: Event): void => {
    if (target instanceof Node && target.contains(node)) {
      restsAt = performance.now() + REST_MS;
      settle();
    }
  };
  const observer = new IntersectionObserver(entries => {
    isInView = entries[entries.length - 1].isIntersecting;
    settle();
  });
  const stop = (): void => {
    clearTimeout(timer);
    observer.disconnect();
    // scrolling is heard by the ancestors on its way down only
    document.removeEventListener('scroll', scrolled, true);
  };
  observer.observe(node);
  document.addEventListener('scroll', scrolled, {
    capture: true,
    passive: true
  });
  return stop;
}
