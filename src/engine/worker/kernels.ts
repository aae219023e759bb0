import { PixelForestError } from '../../errors';
import {
  CorrectionExports,
  DisplayExports,
  FeatureExports,
  MemoryExports
} from './kernel-exports';
import { ForestExports } from './forest-exports';
import { ObjectExports } from './object-exports';
import { Steps } from './steps';

/** Every function of `kernels.wasm`; pointers are byte addresses. */
export type KernelExports = MemoryExports &
  FeatureExports &
  DisplayExports &
  CorrectionExports &
  ForestExports &
  ObjectExports;

/**
 * One instance of `kernels.wasm` with views of its memory.
 *
 * The memory may grow in any call that allocates, which detaches every view:
 * take a view after the last allocation, use it, and do not keep it.
 */
export class Kernels {
  constructor(readonly exports: KernelExports) {}

  /** All memory as bytes. */
  get bytes(): Uint8Array {
    if (this._bytes.buffer !== this.exports.memory.buffer) {
      this._bytes = new Uint8Array(this.exports.memory.buffer);
    }
    return this._bytes;
  }

  /** All memory as float32; index = pointer / 4. */
  get floats(): Float32Array {
    if (this._floats.buffer !== this.exports.memory.buffer) {
      this._floats = new Float32Array(this.exports.memory.buffer);
    }
    return this._floats;
  }

  /** All memory as int32; index = pointer / 4. */
  get ints(): Int32Array {
    if (this._ints.buffer !== this.exports.memory.buffer) {
      this._ints = new Int32Array(this.exports.memory.buffer);
    }
    return this._ints;
  }

  /** All memory as float64; index = pointer / 8. */
  get doubles(): Float64Array {
    if (this._doubles.buffer !== this.exports.memory.buffer) {
      this._doubles = new Float64Array(this.exports.memory.buffer);
    }
    return this._doubles;
  }

  /**
   * A block in the arena, 64-byte aligned, not cleared, with 64 bytes of slack
   * behind it.
   * @throws PixelForestError `memory` if the memory cannot grow
   */
  allocate(byteCount: number): number {
    const pointer =
      byteCount <= MAX_BLOCK_BYTES ? this.exports.allocate(byteCount) >>> 0 : 0;
    if (pointer === 0) {
      throw new PixelForestError(
        'memory',
        `The computation needs ${toMiB(byteCount)} MiB more than this tab may ` +
          `have; it holds ${toMiB(this.bytes.length)} MiB. Close other tabs or ` +
          'use a smaller image.'
      );
    }
    return pointer;
  }

  /**
   * What a function of the kernels made room for.
   * @throws PixelForestError `memory` if it is 0
   */
  need(pointer: number): number {
    if (pointer === 0) {
      throw new PixelForestError(
        'memory',
        `The computation needs more memory than this tab may have; it holds ` +
          `${toMiB(this.bytes.length)} MiB. Close other tabs or use a smaller image.`
      );
    }
    return pointer >>> 0;
  }

  /** Copies an array into a new block and returns its pointer. */
  place(values: ArrayBufferView): number {
    const pointer = this.allocate(values.byteLength);
    this.bytes.set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      pointer
    );
    return pointer;
  }

  /** Runs `work` and gives back what it allocated, also when it throws. */
  withScratch<T>(work: () => T): T {
    const top = this.exports.mark();
    try {
      return work();
    } finally {
      this.exports.release(top);
    }
  }

  /** The same for a job in steps, also when it is dropped half-way. */
  *withScratchSteps<T>(work: () => Steps<T>): Steps<T> {
    const top = this.exports.mark();
    try {
      return yield* work();
    } finally {
      this.exports.release(top);
    }
  }

  /** Makes a function of another module callable by the kernels. @returns how they name it */
  placeFunction(placed: () => void): number {
    const { table } = this.exports;
    this._functionIndex ||= table.grow(1);
    table.set(this._functionIndex, placed);
    return this._functionIndex;
  }

  /** One is enough: it is placed anew for each job. 0 names none. */
  private _functionIndex = 0;
  private _bytes = new Uint8Array(0);
  private _floats = new Float32Array(0);
  private _ints = new Int32Array(0);
  private _doubles = new Float64Array(0);
}

/** Instantiates `kernels.wasm`; it needs no imports. */
export function instantiateKernels(module: WebAssembly.Module): Kernels {
  const instance = new WebAssembly.Instance(module, {});
  return new Kernels(instance.exports as KernelExports);
}

function toMiB(byteCount: number): number {
  return Math.ceil(byteCount / 2 ** 20);
}

/** Sizes are passed as unsigned 32-bit numbers. */
const MAX_BLOCK_BYTES = 2 ** 32 - 1;
