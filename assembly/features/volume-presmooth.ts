/**
 * Pre-smoothing of a volume: first across slices, only those slices that the
 * filters need and only inside the image, then each of them along x and y.
 * Slices outside the image are looked up at their mirror image.
 *
 * @source docs/numerics.md, “Features” and “Borders”
 */
import { mirrored, mirrorSlice } from './mirror';
import { FRAME_HALO, Plan, Scale } from './plan';
import { presmooth } from './presmooth';

/** First slice of the image that a scale's frame holds for the plan's tile. */
export function firstFrameSlice(plan: Plan, scale: Scale): i32 {
  return scale.filtersInDepth ? max(0, plan.z - FRAME_HALO) : plan.z;
}

/** The slice after the last one. */
function stopFrameSlice(plan: Plan, scale: Scale): i32 {
  const stop = plan.z + plan.slices;
  return scale.filtersInDepth ? min(plan.imageDepth, stop + FRAME_HALO) : stop;
}

/** Address of the frame slice seen at any position of the image. */
export function frameSlice(plan: Plan, scale: Scale, position: i32): usize {
  const seen = mirrored(position, plan.imageDepth);
  return (
    plan.frame + (seen - firstFrameSlice(plan, scale)) * plan.frameSliceStride
  );
}

/** Fills the frame of the plan's tile from its source. */
export function presmoothVolume(plan: Plan, scale: Scale): void {
  const first = firstFrameSlice(plan, scale);
  const count = stopFrameSlice(plan, scale) - first;
  smoothAcross(plan, scale, first, count);
  for (let slice = 0; slice < count; slice++) {
    const slab = plan.slab + slice * plan.sourceSliceStride;
    mirrorSlice(plan, slab, scale.radius + FRAME_HALO);
    presmooth(plan, scale, slab, plan.frame + slice * plan.frameSliceStride);
  }
}

/** Smooths `count` slices from `first` across slices into the slab. */
function smoothAcross(plan: Plan, scale: Scale, first: i32, count: i32): void {
  const radius = scale.radius;
  const reach = radius + FRAME_HALO;
  // where to find each slice from `radius` before the first one
  const offsets = plan.sliceOffsets;
  for (let i = 0; i < count + 2 * radius; i++) {
    const seen = mirrored(first - radius + i, plan.imageDepth);
    store<i32>(offsets + (i << 2), (seen - plan.z) * plan.sourceSliceStride);
  }

  // columns of a cache line: the slices they need stay in the first-level cache
  const left = max(-reach, -plan.x);
  const right = min(plan.width + reach, plan.imageWidth - plan.x);
  const above = max(-reach, -plan.y);
  const below = min(plan.height + reach, plan.imageHeight - plan.y);
  const centre = offsets + (radius << 2);
  for (let y = above; y < below; y++) {
    for (let x = left; x < right; x += 16) {
      const offset = y * plan.sourceStride + (x << 2);
      let to = plan.slab + offset;
      for (let slice = 0; slice < count; slice++) {
        smoothAcross16(
          plan.source + offset,
          to,
          centre + (slice << 2),
          scale.presmoothing,
          radius
        );
        to += plan.sourceSliceStride;
      }
    }
  }
}

/** 16 pixels side by side; `offsets` points to the offset of the kernel's centre slice. */
function smoothAcross16(
  from: usize,
  to: usize,
  offsets: usize,
  kernel: usize,
  radius: i32
): void {
  const c0 = v128.load_splat<f32>(kernel);
  const here = from + load<i32>(offsets);
  let sum0 = f32x4.mul(c0, v128.load(here));
  let sum1 = f32x4.mul(c0, v128.load(here, 16));
  let sum2 = f32x4.mul(c0, v128.load(here, 32));
  let sum3 = f32x4.mul(c0, v128.load(here, 48));
  let before = offsets;
  let after = offsets;
  const stop = kernel + (radius << 2);
  while (kernel < stop) {
    kernel += 4;
    before -= 4;
    after += 4;
    const c = v128.load_splat<f32>(kernel);
    const a = from + load<i32>(before);
    const b = from + load<i32>(after);
    sum0 = f32x4.add(sum0, f32x4.mul(c, f32x4.add(v128.load(a), v128.load(b))));
    sum1 = f32x4.add(sum1, f32x4.mul(c, f32x4.add(v128.load(a, 16), v128.load(b, 16))));
    sum2 = f32x4.add(sum2, f32x4.mul(c, f32x4.add(v128.load(a, 32), v128.load(b, 32))));
    sum3 = f32x4.add(sum3, f32x4.mul(c, f32x4.add(v128.load(a, 48), v128.load(b, 48))));
  }
  v128.store(to, sum0);
  v128.store(to, sum1, 16);
  v128.store(to, sum2, 32);
  v128.store(to, sum3, 48);
}
