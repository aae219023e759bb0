import { Polygon, Ring } from '../pipeline/segmentation/outlines';
import { LabelClass } from '../project/classes';
import { ImageObjects } from '../store/object-contract';

/**
 * Objects as GeoJSON that QuPath imports: one “detection” an object and plane,
 * with its measurements and, where all are of one class, its name and colour.
 *
 * @param outlines per plane, t outside z, the polygons by object id; pixels
 * @param ofClass  null = without classification
 * @source RFC 7946; QuPath 0.4, qupath.lib.io.GsonTools
 */
export function formatObjectGeoJson(
  { frames, columns, grid }: ImageObjects,
  outlines: readonly ReadonlyMap<number, readonly Polygon[]>[],
  ofClass: LabelClass | null
): string {
  const classification = ofClass && {
    name: ofClass.name,
    color: ofClass.color
  };
  const measured = columns.filter(({ id }) => id !== 'id');
  const features = frames.flatMap(({ t, table }, frame) =>
    Array.from({ length: grid.depth }, (_, z) => {
      const polygons = outlines[frame * grid.depth + z];
      return Array.from({ length: table.count }, (__, row) => {
        const id = table.ids[row];
        const own = polygons.get(id);
        if (!own) {
          return [];
        }
        const measurements = measured
          .map(({ header, value }): [string, number] => [
            header,
            value(table, row)
          ])
          .filter(([, value]) => Number.isFinite(value));
        return [
          {
            type: 'Feature',
            geometry: { ...geometryOf(own), ...planeOf(t, z) },
            properties: {
              objectType: 'detection',
              name: String(id),
              ...(classification && { classification }),
              measurements: Object.fromEntries(measurements)
            }
          }
        ];
      }).flat();
    }).flat()
  );
  return `${JSON.stringify({ type: 'FeatureCollection', features })}\n`;
}

function geometryOf(polygons: readonly Polygon[]): object {
  const coordinates = polygons.map(polygon => polygon.map(closed));
  return coordinates.length === 1
    ? { type: 'Polygon', coordinates: coordinates[0] }
    : { type: 'MultiPolygon', coordinates };
}

/** QuPath's own word; left out on the first plane. */
function planeOf(t: number, z: number): object {
  return t > 0 || z > 0 ? { plane: { c: -1, z, t } } : {};
}

/** Pairs, the first one again at the end. */
function closed(ring: Ring): number[][] {
  const pairs = ring.flatMap((value, i) =>
    i % 2 === 0 ? [[value, ring[i + 1]]] : []
  );
  return [...pairs, pairs[0]];
}
