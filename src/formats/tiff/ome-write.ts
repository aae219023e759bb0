import { Rgb } from '../../project/images';
import type { TiffOptions } from './write';

/** What OME-XML says of a hyperstack. */
export type OmeOptions = Pick<
  TiffOptions,
  | 'width'
  | 'height'
  | 'dtype'
  | 'channels'
  | 'slices'
  | 'frames'
  | 'pixelSizeUm'
  | 'channelColors'
> & {
  /** Name of the image. */
  readonly name: string;
  /** One a channel. */
  readonly channelNames: readonly string[];
  /** Free text about the image, e.g. how it was made. */
  readonly description: string;
};

/** How OME names our value types. */
const PIXEL_TYPES = {
  uint8: 'uint8',
  uint16: 'uint16',
  uint32: 'uint32',
  float32: 'float'
} as const;

/**
 * The OME-XML of a single-file OME-TIFF whose pages run channels, slices,
 * frames. ASCII only: other letters are character references.
 *
 * @source OME schema 2016-06; OME-TIFF specification 6.0
 */
export function formatOmeXml(options: OmeOptions): string {
  const { channels = 1, slices = 1, frames = 1 } = options;
  const pixels = attributes({
    ID: 'Pixels:0',
    DimensionOrder: 'XYCZT',
    Type: PIXEL_TYPES[options.dtype],
    BigEndian: 'true',
    SizeX: options.width,
    SizeY: options.height,
    SizeC: channels,
    SizeZ: slices,
    SizeT: frames,
    ...physicalSizes(options)
  });
  const listed = Array.from(
    { length: channels },
    (_, i) =>
      `<Channel${attributes({
        ID: `Channel:0:${i}`,
        Name: options.channelNames[i] ?? '',
        SamplesPerPixel: 1,
        ...colorOf(options.channelColors?.[i])
      })}/>`
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd" Creator="Pixel Forest">',
    `<Image${attributes({ ID: 'Image:0', Name: options.name })}>`,
    `<Description>${escapeXml(options.description)}</Description>`,
    `<Pixels${pixels}>`,
    ...listed,
    `<TiffData IFD="0" PlaneCount="${channels * slices * frames}"/>`,
    '</Pixels>',
    '</Image>',
    '</OME>'
  ].join('');
}

function physicalSizes({
  pixelSizeUm
}: OmeOptions): Record<string, string | number> {
  if (!pixelSizeUm) {
    return {};
  }
  const { x, y, z } = pixelSizeUm;
  return {
    PhysicalSizeX: x,
    PhysicalSizeXUnit: 'µm',
    PhysicalSizeY: y,
    PhysicalSizeYUnit: 'µm',
    ...(z === null ? {} : { PhysicalSizeZ: z, PhysicalSizeZUnit: 'µm' })
  };
}

// one signed number: red, green, blue, alpha
function colorOf(color: Rgb | undefined): Record<string, number> {
  return color
    ? { Color: (color[0] << 24) | (color[1] << 16) | (color[2] << 8) | 255 }
    : {};
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`)
    .join('');
}

/** Text as it may stand in XML, in ASCII; what XML 1.0 cannot hold becomes a question mark. */
function escapeXml(text: string): string {
  const isAllowed = (code: number): boolean =>
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    code >= 0x10000;
  return Array.from(text, letter => {
    const code = letter.codePointAt(0) ?? 0;
    if (!isAllowed(code)) {
      return '?';
    }
    return code > 126 || code < 32 || '<>&"\''.includes(letter)
      ? `&#${code};`
      : letter;
  }).join('');
}
