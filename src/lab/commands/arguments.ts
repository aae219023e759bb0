import {
  ReadonlyJSONObject,
  ReadonlyPartialJSONObject
} from '@lumino/coreutils';
import { PixelForestError } from '../../errors';
import { StrokePoint } from '../../project/brush';
import { Rgb } from '../../project/images';

/** Arguments of a command, as a macro or a menu gives them. */
export type Arguments = ReadonlyPartialJSONObject;

/** What a command takes: JSON schema per argument. */
export type ArgumentSchemas = Readonly<Record<string, ReadonlyJSONObject>>;

export function whole(description: string, minimum = 0): ReadonlyJSONObject {
  return { type: 'integer', minimum, description };
}

export function text(description: string): ReadonlyJSONObject {
  return { type: 'string', description };
}

export function numeric(description: string): ReadonlyJSONObject {
  return { type: 'number', description };
}

export function flag(description: string): ReadonlyJSONObject {
  return { type: 'boolean', description };
}

export function word(
  description: string,
  words: readonly string[]
): ReadonlyJSONObject {
  return { type: 'string', enum: [...words], description };
}

export function textMap(description: string): ReadonlyJSONObject {
  return {
    type: 'object',
    additionalProperties: { type: ['string', 'null'] },
    description
  };
}

export function list(
  description: string,
  items: ReadonlyJSONObject
): ReadonlyJSONObject {
  return { type: 'array', items, description };
}

/** Places in an image. */
export function points(description: string): ReadonlyJSONObject {
  return list(description, {
    type: 'array',
    items: { type: 'number' },
    minItems: 2,
    maxItems: 2
  });
}

/** The `describedBy` of a command. */
export type ArgumentDescription = { args: ReadonlyJSONObject };

/** Puts it together. */
export function describeArguments(
  properties: ArgumentSchemas,
  required: readonly string[] = []
): ArgumentDescription {
  return {
    args: {
      type: 'object',
      properties,
      ...(required.length > 0 ? { required: [...required] } : {})
    }
  };
}

/** @throws PixelForestError `input` */
export function refuse(name: string, wanted: string, value: unknown): never {
  throw new PixelForestError(
    'input',
    `The argument “${name}” should be ${wanted}, but is ${JSON.stringify(value) ?? 'missing'}.`
  );
}

/** A whole number ≥ 0, or undefined if it was not given. */
export function readWhole(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : refuse(name, 'a whole number from 0', value);
}

export function readNumber(args: Arguments, name: string): number | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : refuse(name, 'a number', value);
}

export function readText(args: Arguments, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'string' && value !== ''
    ? value
    : refuse(name, 'a text that is not empty', value);
}

export function readFlag(args: Arguments, name: string): boolean | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return typeof value === 'boolean'
    ? value
    : refuse(name, 'true or false', value);
}

export function readTexts(args: Arguments, name: string): string[] | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return Array.isArray(value) && value.every(item => typeof item === 'string')
    ? value
    : refuse(name, 'a list of texts', value);
}

export function readNumbers(
  args: Arguments,
  name: string
): number[] | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return Array.isArray(value) && value.every(item => typeof item === 'number')
    ? value
    : refuse(name, 'a list of numbers', value);
}

export function readFlags(
  args: Arguments,
  name: string
): boolean[] | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return Array.isArray(value) && value.every(item => typeof item === 'boolean')
    ? value
    : refuse(name, 'a list of true or false', value);
}

/** One of a few words. */
export function readWord<W extends string>(
  args: Arguments,
  name: string,
  words: readonly W[]
): W | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  return (
    words.find(word => word === value) ??
    refuse(name, `one of ${words.join(', ')}`, value)
  );
}

/** Texts or null by name. */
export function readTextMap(
  args: Arguments,
  name: string
): Record<string, string | null> | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  const isMap =
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.values(value).every(
      entry => entry === null || typeof entry === 'string'
    );
  return isMap
    ? (value as Record<string, string | null>)
    : refuse(name, 'an object of texts or null', value);
}

/** `[red, green, blue]`, each 0…255. */
export function readColor(args: Arguments, name: string): Rgb | undefined {
  const value = readNumbers(args, name);
  if (value === undefined) {
    return undefined;
  }
  return value.length === 3 && value.every(part => part >= 0 && part <= 255)
    ? [value[0], value[1], value[2]]
    : refuse(name, 'a list of three numbers from 0 to 255', value);
}

/** What {@link readPoints} reads. */
export const POINTS_WANTED = 'a list of image points [y, x]';

/** @param fewest how many there should be at least */
export function readPoints(
  args: Arguments,
  name: string,
  fewest = 1
): StrokePoint[] | undefined {
  const value = args[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  const pairs = Array.isArray(value) ? value : [];
  const read = pairs.flatMap(pair => {
    const [y, x] = Array.isArray(pair) && pair.length === 2 ? pair : [];
    return typeof y === 'number' && typeof x === 'number' ? { y, x } : [];
  });
  return read.length === pairs.length && read.length >= fewest
    ? read
    : refuse(
        name,
        fewest > 1 ? `${POINTS_WANTED}, at least ${fewest}` : POINTS_WANTED,
        value
      );
}

/** @throws PixelForestError `input` if the argument was not given */
export function need<T>(value: T | undefined, name: string, wanted: string): T {
  return value === undefined ? refuse(name, wanted, undefined) : value;
}
