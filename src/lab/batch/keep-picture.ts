import { BatchPicture } from '../../export/batch-picture';

/** A picture of a run as a JPEG of some ten kB, which the browser keeps outside the page's memory. */
export async function keepPicture({
  width,
  height,
  rgba
}: BatchPicture): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  canvas
    .getContext('2d')
    ?.putImageData(
      new ImageData(new Uint8ClampedArray(rgba), width, height),
      0,
      0
    );
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.85 });
}
