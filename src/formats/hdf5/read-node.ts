import type * as H5 from 'h5wasm';
import { PixelForestError } from '../../errors';
import { guard } from './guard';
import { Hdf5Library } from './library';
import { repairString } from './strings';

/** Largest data set that is read as a whole where no limit is given: 64 MiB. */
const MAX_SMALL_BYTES = 2 ** 26;

/** Most strings of one data set. */
const MAX_STRINGS = 100_000;

/** Largest attribute. */
const MAX_ATTRIBUTE_BYTES = 2 ** 20;

/** Arrays as the library returns them. */
export type Hdf5Array =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** Position along one axis: start inclusive, stop exclusive. */
export type AxisRange = [number, number];

/** What groups and data sets share: a path and attributes. */
class Hdf5Node {
  constructor(
    protected readonly library: Hdf5Library,
    protected readonly node: H5.Group | H5.Dataset,
    readonly fileName: string
  ) {}

  /** Path inside the file. */
  get path(): string {
    return this.node.path;
  }

  /** Text of an attribute, one entry an element; null without it. */
  textsOfAttribute(name: string): string[] | null {
    const value = this._attribute(name);
    if (value === null) {
      return null;
    }
    const texts = Array.isArray(value) ? value : [value];
    if (!texts.every(text => typeof text === 'string')) {
      throw this._wrong(`attribute ${name}`, 'text', value);
    }
    return texts.map(text => repairString(String(text)));
  }

  /** Text of an attribute; null without it. */
  textOfAttribute(name: string): string | null {
    return this.textsOfAttribute(name)?.[0] ?? null;
  }

  /** Numbers of an attribute; null without it. */
  numbersOfAttribute(name: string): number[] | null {
    const value = this._attribute(name);
    return value === null ? null : this.toNumbers(value, `attribute ${name}`);
  }

  protected toNumbers(value: unknown, what: string): number[] {
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return Array.from(value as Hdf5Array, Number);
    }
    if (
      typeof value === 'number' ||
      typeof value === 'bigint' ||
      typeof value === 'boolean'
    ) {
      return [Number(value)];
    }
    throw this._wrong(what, 'numbers', value);
  }

  protected _wrong(
    what: string,
    wanted: string,
    value: unknown
  ): PixelForestError {
    const found = Array.isArray(value) ? 'a list' : typeof value;
    return new PixelForestError(
      'format',
      `${this.fileName}: ${this.path}: ${what} should hold ${wanted} but holds ${found}. The file is damaged or was made by another program.`
    );
  }

  private _attribute(name: string): unknown {
    const { core } = this.library;
    return guard(`Reading ${this.path} of ${this.fileName}`, () => {
      const id = this.node.file_id;
      const names: unknown = core.get_attribute_names(id, this.path);
      if (!Array.isArray(names) || !names.includes(name)) {
        return null;
      }
      const { size, total_size } = core.get_attribute_metadata(
        id,
        this.path,
        name
      );
      if (size * total_size > MAX_ATTRIBUTE_BYTES) {
        throw this._wrong(
          `attribute ${name}`,
          'a small value',
          `${size * total_size} bytes`
        );
      }
      return this.node.get_attribute(name, false);
    });
  }
}

/** A group of an open file. */
export class Hdf5Group extends Hdf5Node {
  constructor(
    library: Hdf5Library,
    private readonly _group: H5.Group,
    fileName: string
  ) {
    super(library, _group, fileName);
  }

  /** Names of the members, in the file's order. */
  names(): string[] {
    return guard(`Listing ${this.path} of ${this.fileName}`, () =>
      this._group.keys()
    );
  }

  /** A member group, several levels down if several names are given; null without it. */
  group(name: string, ...inner: string[]): Hdf5Group | null {
    const member = this._member(name);
    if (member === null) {
      return null;
    }
    if (!(member instanceof this.library.api.Group)) {
      throw this._unexpected(name, 'a group', member);
    }
    const group = new Hdf5Group(this.library, member, this.fileName);
    const [next, ...rest] = inner;
    return next === undefined ? group : group.group(next, ...rest);
  }

  /** A member data set; null without it. */
  dataset(name: string): Hdf5Dataset | null {
    const member = this._member(name);
    if (member === null) {
      return null;
    }
    if (!(member instanceof this.library.api.Dataset)) {
      throw this._unexpected(name, 'a data set', member);
    }
    return new Hdf5Dataset(this.library, member, this.fileName);
  }

  /**
   * Whether a member is a group, a data set or something else, such as a link
   * that leads nowhere; null without it.
   */
  kindOf(name: string): 'group' | 'dataset' | 'other' | null {
    const { api } = this.library;
    let member: H5.Entity | null;
    try {
      member = this._member(name);
    } catch (error) {
      if (error instanceof PixelForestError && error.tag === 'format') {
        return 'other'; // the name is there, but nothing can be reached by it
      }
      throw error;
    }
    if (member === null) {
      return null;
    }
    return member instanceof api.Group
      ? 'group'
      : member instanceof api.Dataset
        ? 'dataset'
        : 'other';
  }

  /** The data set at an absolute path; null without it. */
  datasetAt(path: string): Hdf5Dataset | null {
    const names = path.split('/').filter(name => name !== '');
    const last = names.pop();
    if (last === undefined) {
      return null;
    }
    const [first, ...inner] = names;
    const parent = first === undefined ? this : this.group(first, ...inner);
    return parent?.dataset(last) ?? null;
  }

  private _member(name: string): H5.Entity | null {
    return guard(
      `Looking up ${name} in ${this.path} of ${this.fileName}`,
      () => {
        const member = name === '' ? null : this._group.get(name);
        if (member === null && this._group.keys().includes(name)) {
          // what is there must not look as if it were not
          throw new PixelForestError(
            'format',
            `${this.fileName}: ${this.path} lists ${name}, but it cannot be reached. The file is damaged.`
          );
        }
        return member;
      }
    );
  }

  private _unexpected(
    name: string,
    wanted: string,
    found: H5.Entity
  ): PixelForestError {
    const { api } = this.library;
    const kind =
      found instanceof api.Group
        ? 'a group'
        : found instanceof api.Dataset
          ? 'a data set'
          : 'a link that leads nowhere or another object';
    return new PixelForestError(
      'format',
      `${this.fileName}: ${this.path}/${name} should be ${wanted} but is ${kind}. The file is damaged or was made by another program.`
    );
  }
}

/** A data set of an open file. Sizes are checked before anything is read. */
export class Hdf5Dataset extends Hdf5Node {
  constructor(
    library: Hdf5Library,
    private readonly _dataset: H5.Dataset,
    fileName: string
  ) {
    super(library, _dataset, fileName);
  }

  /** Type, sizes and storage as the library describes them. */
  get metadata(): H5.Metadata {
    return guard(
      `Reading the type of ${this.path} of ${this.fileName}`,
      () => this._dataset.metadata
    );
  }

  /** Sizes in the file's axis order; empty for a scalar. */
  get shape(): readonly number[] {
    return this.metadata.shape ?? [];
  }

  /** Whether ilastik marked this list as empty; its values mean nothing then. */
  get isMarkedEmpty(): boolean {
    return (this.numbersOfAttribute('isEmpty')?.[0] ?? 0) !== 0;
  }

  /** Ids of the compression filters, see the HDF5 registry. */
  get filterIds(): number[] {
    return guard(
      `Reading the filters of ${this.path} of ${this.fileName}`,
      () => this._dataset.filters.map(({ id }) => id)
    );
  }

  /** All values as numbers; 64-bit integers beyond 2⁵³ lose digits. */
  numbers(): number[] {
    return this.toNumbers(this._value(MAX_SMALL_BYTES), 'it');
  }

  /** All values as the array the file stores. */
  array(limitBytes = MAX_SMALL_BYTES): Hdf5Array {
    const value = this._value(limitBytes);
    if (!ArrayBuffer.isView(value) || value instanceof DataView) {
      throw this._wrong('it', 'an array of numbers', value);
    }
    return value as Hdf5Array;
  }

  /** A part of the values, in the file's axis order. */
  slice(ranges: readonly AxisRange[], limitBytes: number): Hdf5Array {
    const { size } = this.metadata;
    const count = ranges.reduce((n, [from, to]) => n * (to - from), 1);
    this._checkSize(count * size, limitBytes);
    const value: unknown = guard(
      `Reading ${this.path} of ${this.fileName}`,
      () => this._dataset.slice(ranges.map(([from, to]) => [from, to]))
    );
    if (!ArrayBuffer.isView(value) || value instanceof DataView) {
      throw this._wrong('it', 'an array of numbers', value);
    }
    return value as Hdf5Array;
  }

  /** All values as text; a scalar gives one. */
  texts(): string[] {
    const { total_size } = this.metadata;
    if (total_size > MAX_STRINGS) {
      throw this._wrong('it', 'a short list', total_size);
    }
    const value = this._value(MAX_SMALL_BYTES);
    const texts = Array.isArray(value) ? value : [value];
    if (!texts.every(text => typeof text === 'string')) {
      throw this._wrong('it', 'text', value);
    }
    return texts.map(text => repairString(String(text)));
  }

  /** The first text. */
  text(): string {
    return this.texts()[0] ?? '';
  }

  private _value(limitBytes: number): unknown {
    const { size, total_size, shape } = this.metadata;
    if (shape === null) {
      return [];
    }
    this._checkSize(size * total_size, limitBytes);
    return guard(
      `Reading ${this.path} of ${this.fileName}`,
      () => this._dataset.value
    );
  }

  /** The library unpacks whole chunks, so these count too. */
  private _checkSize(bytes: number, limitBytes: number): void {
    const { chunks, size } = this.metadata;
    const chunkBytes = chunks?.reduce((n, side) => n * side, size) ?? 0;
    const needed = Math.max(bytes, chunkBytes);
    if (!(needed <= limitBytes)) {
      throw new PixelForestError(
        'memory',
        `${this.fileName}: ${this.path} (${this.shape.join(', ')}) needs ${needed} bytes at once; at most ${limitBytes} fit. Use a smaller image, or store it with smaller chunks.`
      );
    }
  }
}
