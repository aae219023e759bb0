/**
 * Counts the samples of a large node in bins of neighbouring ranks, by class,
 * for all columns tried at once: what bin-search.ts looks at.
 */
import { allocate } from '../memory';
import { first, stop } from './split-search';
import { classCount, columnCount, rowCount } from './training-set';

/** Bins of a column over all rows; smaller nodes join neighbouring ones. */
export const BIN_BITS: i32 = 8;
const BINS: i32 = 1 << BIN_BITS;
/** Fewer bins than this tell nothing. */
const LEAST_BINS: i32 = 16;

/** (rows, columns) u8 bin of each value. */
let bins: usize = 0;
/** (slots + 1, bins, classes) u32 samples; the last slot holds what nobody reads. */
let counts: usize = 0;
/** Bytes of one bin's counts. */
let binBytes: usize = 0;
/** (slots,) i32 column in each slot. */
let slotColumns: usize = 0;

/** Bits of a bin number that the node drops. */
export let shift: i32 = 0;
/** Bins that are left. */
export let binCount: i32 = 0;
/** Columns that are counted at once. */
export let slotCount: i32 = 0;

/** Bytes that {@link allocateBins} takes. */
export function binBytesNeeded(
  rowTotal: i32,
  columnTotal: i32,
  classTotal: i32
): f64 {
  const slots = <f64>(columnTotal + 1);
  return (
    <f64>rowTotal * <f64>columnTotal +
    slots * <f64>BINS * <f64>classTotal * 4 +
    slots * 4 +
    3 * 128
  );
}

/** Takes the memory of the bins and of the counts of `slots` columns. */
export function allocateBins(slots: i32): void {
  slotCount = slots;
  binBytes = (<usize>classCount) << 2;
  bins = allocate(<u32>rowCount * <u32>columnCount);
  counts = allocate(<u32>(slots + 1) * (<u32>BINS * <u32>binBytes));
  slotColumns = allocate((<u32>slots) << 2);
}

/** Says in which bin a value of a column lies. */
export function setBin(row: u32, index: i32, bin: i32): void {
  store<u8>(bins + <usize>row * <usize>columnCount + <usize>index, bin);
}

/**
 * Chooses the bins of a node of so many rows.
 *
 * @returns false if the node is too small for bins
 */
export function chooseBins(rows: i32): bool {
  binCount = BINS;
  shift = 0;
  // measured: with more bins looking at them costs more than they spare; two classes are looked at faster
  const rowsPerBin = classCount == 2 ? 2 : 2 * classCount;
  while (binCount * rowsPerBin > rows) {
    binCount >>= 1;
    shift++;
  }
  return binCount >= LEAST_BINS;
}

/** Puts a column into a slot. */
export function setSlot(slot: i32, index: i32): void {
  store<i32>(slotColumns + ((<usize>slot) << 2), index);
}

/** The column in a slot. */
export function slotColumn(slot: i32): i32 {
  return load<i32>(slotColumns + ((<usize>slot) << 2));
}

/** (bins, classes) u32 samples of a slot. */
export function slotCounts(slot: i32): usize {
  return counts + <usize>slot * slotBytes();
}

function slotBytes(): usize {
  return <usize>binCount * binBytes;
}

/** Bin of an entry's row in a column, as the node has it. */
export function binOf(entry: u64, index: i32): usize {
  const at = bins + <usize>(<u32>entry) * <usize>columnCount + <usize>index;
  return (<usize>load<u8>(at)) >> shift;
}

/** Counts the node's samples for the columns of the first slots. */
export function countSlots(slots: i32): void {
  memory.fill(counts, 0, <usize>slots * slotBytes());
  for (let slot = 0; slot < slots; slot += 4) {
    countFour(slot, slots);
  }
}

/** Four columns at a time: a row is read once, and no count waits for the one before. */
function countFour(slot: i32, slots: i32): void {
  const column0 = <usize>slotColumn(slot);
  const column1 = <usize>slotColumn(min(slot + 1, slots - 1));
  const column2 = <usize>slotColumn(min(slot + 2, slots - 1));
  const column3 = <usize>slotColumn(min(slot + 3, slots - 1));
  const counts0 = slotCounts(slot);
  const counts1 = slotCounts(slot + 1 < slots ? slot + 1 : slotCount);
  const counts2 = slotCounts(slot + 2 < slots ? slot + 2 : slotCount);
  const counts3 = slotCounts(slot + 3 < slots ? slot + 3 : slotCount);
  const rowBytes = <usize>columnCount;
  const bytes = binBytes;
  const drop = <usize>shift;
  for (let at = first; at < stop; at += 8) {
    const mark = load<u32>(at, 4);
    const row = bins + <usize>load<u32>(at) * rowBytes;
    const cell = (<usize>(mark & 255)) << 2;
    const times = mark >> 8;
    const bin0 = (<usize>load<u8>(row + column0)) >> drop;
    const bin1 = (<usize>load<u8>(row + column1)) >> drop;
    const bin2 = (<usize>load<u8>(row + column2)) >> drop;
    const bin3 = (<usize>load<u8>(row + column3)) >> drop;
    const cell0 = counts0 + bin0 * bytes + cell;
    store<u32>(cell0, load<u32>(cell0) + times);
    const cell1 = counts1 + bin1 * bytes + cell;
    store<u32>(cell1, load<u32>(cell1) + times);
    const cell2 = counts2 + bin2 * bytes + cell;
    store<u32>(cell2, load<u32>(cell2) + times);
    const cell3 = counts3 + bin3 * bytes + cell;
    store<u32>(cell3, load<u32>(cell3) + times);
  }
}
