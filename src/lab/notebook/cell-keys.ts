import { CommandRegistry } from '@lumino/commands';
import { isTypedInto } from '../document/typed-into';

/** With this, JupyterLab leaves the keys of an element alone. */
const SUPPRESS = 'data-lm-suppress-shortcuts';

/**
 * Keys inside a project in a notebook. The notebook's own keys (`B` inserts a
 * cell, `D` `D` deletes one) would match there, so all are kept from JupyterLab
 * and only ours and those that work everywhere are run.
 *
 * @returns stops listening
 */
export function containKeys(
  node: HTMLElement,
  commands: CommandRegistry
): () => void {
  const suppress = ({ target }: Event): void => {
    if (target instanceof Element) {
      target.setAttribute(SUPPRESS, 'true');
    }
  };
  const press = (event: KeyboardEvent): void => {
    // the notebook would take the focus into its editor
    event.stopPropagation();
    if (!event.defaultPrevented && runKey(event, node, commands)) {
      event.preventDefault();
    }
  };
  node.addEventListener('focusin', suppress);
  node.addEventListener('keydown', press);
  return () => {
    node.removeEventListener('focusin', suppress);
    node.removeEventListener('keydown', press);
  };
}

/** @returns whether the key ran a command */
export function runKey(
  event: KeyboardEvent,
  root: HTMLElement,
  commands: CommandRegistry
): boolean {
  const { target } = event;
  if (!(target instanceof Element)) {
    return false;
  }
  const isChord = event.ctrlKey || event.metaKey;
  if (isTypedInto(target) && !isChord) {
    return false;
  }
  const key = CommandRegistry.keystrokeForKeydownEvent(event);
  const fitting = commands.keyBindings.filter(
    ({ keys, command, args }) =>
      keys.length === 1 && keys[0] === key && commands.isEnabled(command, args)
  );
  const binding =
    (isTypedInto(target)
      ? undefined
      : fitting.find(({ selector }) => isOurs(selector, target, root))) ??
    fitting.find(({ selector }) => isEverywhere(selector));
  if (!binding) {
    return false;
  }
  // why it failed is shown by the command itself
  void commands.execute(binding.command, binding.args).catch(() => undefined);
  return true;
}

function isOurs(selector: string, target: Element, root: Element): boolean {
  return (
    selector.includes('.jp-PixelForest') &&
    root.contains(target.closest(selector))
  );
}

function isEverywhere(selector: string): boolean {
  return selector === 'body' || selector === '*' || selector === 'html';
}
