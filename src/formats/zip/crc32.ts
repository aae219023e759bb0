const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return value;
});

/** The checksum of zip and PNG, part by part. */
export class Crc32 {
  update(bytes: Uint8Array): void {
    let value = this._value;
    for (const byte of bytes) {
      value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
    }
    this._value = value;
  }

  /** Unsigned, 32 bits. */
  digest(): number {
    return (this._value ^ -1) >>> 0;
  }

  private _value = -1;
}
