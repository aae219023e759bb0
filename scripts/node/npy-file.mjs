/** An `.npy` file written while its values are computed. */
import { open } from 'node:fs/promises';
import { renameSync, rmSync } from 'node:fs';

/**
 * Takes bands of rows, plane after plane. Where the rows of a plane lie
 * together in the file they are written at once; for other orders of axes the
 * array is held until the end.
 */
export class NpyFile {
  /**
   * The file has its name only when it is whole.
   *
   * @param fileAxes axes of the image's file; `c` is appended where it has none
   * @param shape    of the image
   * @throws Error if the file cannot be written
   */
  static async create(rooms, target, { fileAxes, shape, channelCount, dtype }) {
    const axes = fileAxes.includes('c') ? fileAxes : `${fileAxes}c`;
    const sizes = { ...shape, c: channelCount };
    const header = rooms.npyHeader(
      dtype,
      [...axes].map(axis => sizes[axis])
    );
    const part = `${target}.${process.pid}.part`;
    const file = await orRefuse(target, async () => {
      const opened = await open(part, 'w');
      await opened.write(header);
      return opened;
    });
    return new NpyFile(rooms, {
      target,
      part,
      file,
      header,
      axes,
      sizes,
      dtype
    });
  }

  constructor(rooms, { target, part, file, header, axes, sizes, dtype }) {
    Object.assign(this, { _target: target, _part: part, _file: file });
    this._createPixels = length => rooms.createPixels(dtype, length);
    this._start = header.length;
    this._sizes = sizes;
    this._strides = { t: 0, z: 0, y: 0, x: 0, c: 0 };
    let stride = 1;
    for (const axis of [...axes].reverse()) {
      this._strides[axis] = stride;
      stride *= sizes[axis];
    }
    this._length = stride;
    // after y come at most x and c
    const after = axes.slice(axes.indexOf('y') + 1);
    this._isStreamed = after.includes('x') && !/[tz]/.test(after);
    this._whole = this._isStreamed ? null : this._createPixels(stride);
    this._hasChannelsInside = after.includes('c');
  }

  /** @param slice (channel, y, x) of rows `y0 … y1` of a plane */
  async put({ t, z }, { y0, y1 }, slice) {
    const { t: perT, z: perZ, y: perY, c: perC } = this._strides;
    const first = t * perT + z * perZ + y0 * perY;
    if (this._whole) {
      this._spread(slice, y1 - y0, this._whole, first);
      return;
    }
    if (this._hasChannelsInside) {
      const rows = this._bufferOf((y1 - y0) * perY);
      this._spread(slice, y1 - y0, rows, 0);
      await this._write(rows, first);
      return;
    }
    const length = (y1 - y0) * this._sizes.x;
    for (let channel = 0; channel < this._sizes.c; channel++) {
      const from = channel * length;
      const rows = slice.subarray(from, from + length);
      await this._write(rows, first + channel * perC);
    }
  }

  async finish() {
    if (this._whole) {
      await this._write(this._whole, 0);
    }
    await orRefuse(this._target, async () => {
      await this._file.close();
      renameSync(this._part, this._target);
    });
  }

  /** Leaves nothing behind if the file was not finished. */
  async dispose() {
    // closing twice is harmless
    await this._file.close();
    rmSync(this._part, { force: true });
  }

  /** (channel, y, x) into the order of the file. */
  _spread(slice, rowCount, out, first) {
    const { y: perY, x: perX, c: perC } = this._strides;
    const { x: width, c: channelCount } = this._sizes;
    let from = 0;
    for (let channel = 0; channel < channelCount; channel++) {
      for (let row = 0; row < rowCount; row++) {
        let to = first + channel * perC + row * perY;
        for (let x = 0; x < width; x++) {
          out[to] = slice[from++];
          to += perX;
        }
      }
    }
  }

  /** The same memory for bands of the same size. */
  _bufferOf(length) {
    if (this._buffer?.length !== length) {
      this._buffer = this._createPixels(length);
    }
    return this._buffer;
  }

  async _write(values, first) {
    const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = values;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const begin = this._start + first * BYTES_PER_ELEMENT;
    await orRefuse(this._target, async () => {
      // a write may take a part only
      for (let done = 0; done < byteLength;) {
        const { bytesWritten } = await this._file.write(
          bytes,
          done,
          byteLength - done,
          begin + done
        );
        done += bytesWritten;
      }
    });
  }
}

async function orRefuse(target, work) {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${target} cannot be written: ${error.message}`, {
      cause: error
    });
  }
}
