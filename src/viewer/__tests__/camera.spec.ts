import { Camera, MAX_ZOOM } from '../camera';

function cameraOf(height = 512, width = 672): Camera {
  const camera = new Camera();
  camera.setScreen({ height: 600, width: 800 });
  camera.setImage({ height, width });
  return camera;
}

describe('Camera', () => {
  it('fits the whole image with a margin and centres it', () => {
    const camera = cameraOf();
    expect(camera.zoom).toBeCloseTo(0.98 * Math.min(600 / 512, 800 / 672), 10);
    expect(camera.toScreen({ y: 255.5, x: 335.5 })).toEqual({ y: 300, x: 400 });
    const first = camera.toScreen({ y: -0.5, x: -0.5 });
    const last = camera.toScreen({ y: 511.5, x: 671.5 });
    expect(first.y).toBeGreaterThan(0);
    expect(600 - last.y).toBeCloseTo(first.y, 9);
    expect(800 - last.x).toBeCloseTo(first.x, 9);
  });

  it('goes to the screen and back without loss', () => {
    const camera = cameraOf();
    camera.zoomTo(3.7, { y: 10, x: 20 });
    camera.panBy(33, -71);
    const back = camera.toImage(camera.toScreen({ y: 12.25, x: 400.5 }));
    expect(back.y).toBeCloseTo(12.25, 9);
    expect(back.x).toBeCloseTo(400.5, 9);
  });

  it('keeps the point under the cursor while zooming', () => {
    const camera = cameraOf();
    const at = { y: 123, x: 456 };
    const fixed = camera.toImage(at);
    for (const factor of [1.1, 4, 0.5, 1.7]) {
      camera.zoomBy(factor, at);
      expect(camera.toImage(at).y).toBeCloseTo(fixed.y, 9);
      expect(camera.toImage(at).x).toBeCloseTo(fixed.x, 9);
    }
  });

  it('covers with a pixel half a pixel on each side of its whole number', () => {
    const camera = cameraOf();
    camera.zoomTo(10);
    camera.centreOn({ y: 100, x: 200 });
    expect(Math.round(camera.toImage({ y: 304.9, x: 395.1 }).y)).toBe(100);
    expect(Math.round(camera.toImage({ y: 305.1, x: 395.1 }).y)).toBe(101);
    expect(Math.round(camera.toImage({ y: 300, x: 394.9 }).x)).toBe(199);
  });

  it('shows at 1:1 one image pixel as one CSS pixel', () => {
    const camera = cameraOf();
    camera.resetZoom();
    expect(camera.zoom).toBe(1);
    expect(camera.toScreen({ y: 101, x: 0 }).y).toBe(
      camera.toScreen({ y: 100, x: 0 }).y + 1
    );
  });

  it('never loses the image nor zooms beyond its limits', () => {
    const camera = cameraOf();
    camera.panBy(1e6, -1e6);
    expect(camera.centre).toEqual({ y: -0.5, x: 671.5 });
    camera.zoomBy(1e9);
    expect(camera.zoom).toBe(MAX_ZOOM);
    camera.zoomBy(1e-9);
    expect(camera.zoom).toBe(camera.minZoom);
    expect(camera.zoom).toBeLessThan(0.98);
  });

  it('stays fitted when the screen changes, until the user zooms', () => {
    const camera = cameraOf();
    camera.setScreen({ height: 300, width: 400 });
    expect(camera.zoom).toBeCloseTo(0.98 * Math.min(300 / 512, 400 / 672), 10);
    camera.zoomTo(2);
    camera.setScreen({ height: 600, width: 800 });
    expect(camera.zoom).toBe(2);
  });

  it('says which pixels are on screen, also those only partly', () => {
    const camera = cameraOf();
    camera.zoomTo(100);
    camera.zoomTo(64);
    camera.centreOn({ y: 100, x: 200 });
    // 600 / 64 = 9.375 pixels: 95.3125 … 104.6875
    expect(camera.visibleBox()).toEqual({ y0: 95, x0: 194, y1: 106, x1: 207 });
    camera.fit();
    expect(camera.visibleBox()).toEqual({ y0: 0, x0: 0, y1: 512, x1: 672 });
  });

  it('shows nothing without an image or a screen', () => {
    expect(new Camera().visibleBox()).toEqual({ y0: 0, x0: 0, y1: 0, x1: 0 });
  });

  it('comes back to a place', () => {
    const camera = cameraOf();
    camera.zoomTo(5, { y: 1, x: 2 });
    const { place } = camera;
    camera.fit();
    camera.restore(place);
    expect(camera.place).toEqual(place);
  });

  it('announces each change once, and nothing where nothing changes', () => {
    const camera = cameraOf();
    let count = 0;
    camera.changed.connect(() => count++);
    camera.panBy(5, 5);
    camera.panBy(0, 0);
    expect(count).toBe(1);
  });
});
