/**
 * Reading pixels of any type: one code per dtype of the host, in its order
 * uint8, int8, uint16, int16, uint32, int32, float32, float64.
 */
const UINT8: i32 = 0;
const INT8: i32 = 1;
const UINT16: i32 = 2;
const INT16: i32 = 3;
const UINT32: i32 = 4;
const INT32: i32 = 5;
const FLOAT32: i32 = 6;

/** Bytes of one value. */
export function bytesPerPixel(dtype: i32): usize {
  return dtype <= INT8 ? 1 : dtype <= INT16 ? 2 : dtype <= FLOAT32 ? 4 : 8;
}

/** The value at an address. */
export function readPixel(dtype: i32, address: usize): f64 {
  switch (dtype) {
    case UINT8:
      return <f64>load<u8>(address);
    case INT8:
      return <f64>load<i8>(address);
    case UINT16:
      return <f64>load<u16>(address);
    case INT16:
      return <f64>load<i16>(address);
    case UINT32:
      return <f64>load<u32>(address);
    case INT32:
      return <f64>load<i32>(address);
    case FLOAT32:
      return <f64>load<f32>(address);
    default:
      return load<f64>(address);
  }
}
