import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { PixelForestError } from '../../errors';

/** One action: a command and its arguments. */
export type MacroStep = {
  readonly command: string;
  readonly args: ReadonlyPartialJSONObject;
};

/** Actions to be done again, in order. Data only: it is never evaluated. */
export type Macro = readonly MacroStep[];

const FORMAT = 'pixelforest-macro';
const VERSION = 1;
/** A stroke is a few kilobytes. */
const MOST_STEPS = 10_000;

/** The text of a macro file: JSON, one step per line, to be read and edited by people. */
export function writeMacro(macro: Macro): string {
  const lines = macro.map(
    ({ command, args }) => `    ${JSON.stringify({ command, args })}`
  );
  const steps = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "format": "${FORMAT}",\n  "version": ${VERSION},\n  "steps": ${steps}\n}\n`;
}

/**
 * The steps in the text of a macro file.
 *
 * @param allowed commands a macro may name
 * @throws PixelForestError `format` with what is wrong, and in which step
 */
export function readMacro(text: string, allowed: ReadonlySet<string>): Macro {
  const { format, version, steps } = parseObject(text);
  if (format !== FORMAT || version !== VERSION) {
    throw new PixelForestError(
      'format',
      `A macro should say "format": "${FORMAT}" and "version": ${VERSION}, but this says ${brief(format)} and ${brief(version)}. Choose a file saved by the recorder.`
    );
  }
  if (!Array.isArray(steps) || steps.length > MOST_STEPS) {
    throw new PixelForestError(
      'format',
      `The steps of a macro should be a list of at most ${MOST_STEPS}, but they are ${Array.isArray(steps) ? `${steps.length}` : brief(steps)}.`
    );
  }
  return steps.map((step: unknown, i) => readStep(step, i + 1, allowed));
}

function readStep(
  step: unknown,
  number: number,
  allowed: ReadonlySet<string>
): MacroStep {
  const entries: Record<string, unknown> = isObject(step) ? step : {};
  const { command, args = {} } = entries;
  if (typeof command !== 'string' || !allowed.has(command)) {
    throw new PixelForestError(
      'format',
      `Step ${number} should name a command that the recorder writes, but names ${brief(command)}. Correct or remove that line.`
    );
  }
  if (!isObject(args)) {
    throw new PixelForestError(
      'format',
      `The arguments of step ${number} should be a JSON object, but are ${brief(args)}. Correct or remove that line.`
    );
  }
  return { command, args };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PixelForestError(
      'format',
      `A macro should be JSON, but it is not: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error }
    );
  }
  return isObject(value) ? value : {};
}

/** Of a value that JSON gave. */
function isObject(value: unknown): value is ReadonlyPartialJSONObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
