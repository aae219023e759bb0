import { CommandRegistry } from '@lumino/commands';
import { Macro } from './macro';

/**
 * Does the steps one after the other on the project in front.
 *
 * @param onStep told before each step, with its number from 1
 * @throws what a step failed with, the signal's reason if cancelled; the steps
 * before it stay done and can be undone one by one
 */
export async function replay(
  macro: Macro,
  commands: CommandRegistry,
  options: { signal?: AbortSignal; onStep?: (number: number) => void } = {}
): Promise<void> {
  for (const [i, { command, args }] of macro.entries()) {
    options.signal?.throwIfAborted();
    options.onStep?.(i + 1);
    await commands.execute(command, args);
  }
}
