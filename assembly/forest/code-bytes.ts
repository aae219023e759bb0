/**
 * Bytes of a WebAssembly module, written one after the other: numbers in
 * LEB128 and the few instructions that a compiled forest consists of.
 *
 * @source WebAssembly Core Specification 2.0, “Binary Format”
 */

// instructions of one byte
export const LOOP: u32 = 0x03;
export const IF: u32 = 0x04;
export const END: u32 = 0x0b;
export const BRANCH_IF: u32 = 0x0d;
export const CALL: u32 = 0x10;
export const EQUAL: u32 = 0x46;
export const NOT_EQUAL: u32 = 0x47;
export const ADD: u32 = 0x6a;
/** Type of a block without a result. */
export const NO_RESULT: u32 = 0x40;
export const TYPE_I32: u32 = 0x7f;
export const TYPE_V128: u32 = 0x7b;
export const TYPE_FUNCTION: u32 = 0x60;

// vector instructions, after the byte VECTOR
const VECTOR: u32 = 0xfd;
const V128_LOAD: u32 = 0;
const V128_STORE: u32 = 11;
export const SPLAT_I8: u32 = 15;
export const LESS_I8: u32 = 37;
export const NOT: u32 = 77;
export const AND: u32 = 78;
export const AND_NOT: u32 = 79;
export const OR: u32 = 80;
export const ANY_TRUE: u32 = 83;
export const SUBTRACT_I8: u32 = 113;

const LOCAL_GET: u32 = 0x20;
const LOCAL_SET: u32 = 0x21;
const LOCAL_TEE: u32 = 0x22;
const I32_CONST: u32 = 0x41;
/** 2⁴ bytes: a hint. */
const ALIGNMENT: u32 = 4;
/** Bytes of a number whose value is filled in later. */
const HELD_BYTES: usize = 5;

let top: usize = 0;

/** Where the next byte goes. */
export function codeTop(): usize {
  return top;
}

/** Writes from here on. */
export function setCodeTop(address: usize): void {
  top = address;
}

export function putByte(value: u32): void {
  store<u8>(top, value);
  top++;
}

/** LEB128 of an unsigned number. */
export function putNumber(value: u32): void {
  while (value > 127) {
    store<u8>(top, value | 128);
    top++;
    value >>= 7;
  }
  store<u8>(top, value);
  top++;
}

/** Leaves room for a number; {@link fillHeld} writes it. @returns where */
export function holdNumber(): usize {
  const place = top;
  top += HELD_BYTES;
  return place;
}

/** Writes a number in the room that was left for it. */
export function fillHeld(place: usize, value: u32): void {
  for (let i: usize = 0; i < HELD_BYTES - 1; i++) {
    store<u8>(place + i, (value & 127) | 128);
    value >>= 7;
  }
  store<u8>(place + HELD_BYTES - 1, value);
}

/** Writes how many bytes came after the room that was left. */
export function fillLength(place: usize): void {
  fillHeld(place, <u32>(top - place - HELD_BYTES));
}

export function putConstant(value: i32): void {
  putByte(I32_CONST);
  while (value < -64 || value > 63) {
    putByte((<u32>value & 127) | 128);
    value >>= 7;
  }
  putByte(<u32>value & 127);
}

export function putGet(local: u32): void {
  putByte(LOCAL_GET);
  putNumber(local);
}

export function putSet(local: u32): void {
  putByte(LOCAL_SET);
  putNumber(local);
}

export function putTee(local: u32): void {
  putByte(LOCAL_TEE);
  putNumber(local);
}

/** A vector instruction with a number below 128 and nothing after it. */
export function putVector(instruction: u32): void {
  putByte(VECTOR);
  putByte(instruction);
}

/** Loads a vector from the address on the stack. */
export function putLoad(offset: u32): void {
  putVector(V128_LOAD);
  putByte(ALIGNMENT);
  putNumber(offset);
}

/** Stores the vector on the stack at the address below it. */
export function putStore(offset: u32): void {
  putVector(V128_STORE);
  putByte(ALIGNMENT);
  putNumber(offset);
}

/** local += step */
export function putAdvance(local: u32, step: i32): void {
  putGet(local);
  putConstant(step);
  putByte(ADD);
  putSet(local);
}

/** Goes back to the start of the innermost loop while the number on the stack is not 0, and ends it. */
export function putLoopEnd(): void {
  putByte(BRANCH_IF);
  putByte(0);
  putByte(END);
}
