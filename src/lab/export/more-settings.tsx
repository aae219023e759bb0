import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import {
  DataChoice,
  ExportSettings,
  FULL_RANGES,
  SubRegion
} from '../../export/export-settings';
import { Shape } from '../../project/grid';

type RegionAxis = keyof SubRegion;

/** What ilastik's “Image Export Options” ask. */
export function MoreSettings(props: {
  shape: Shape;
  settings: ExportSettings;
  trans: TranslationBundle;
  onChange: (settings: ExportSettings) => void;
}): JSX.Element {
  const { shape, settings, trans, onChange } = props;
  const change = (part: Partial<ExportSettings>): void =>
    onChange({ ...settings, ...part });
  return (
    <div className="jp-PixelForest-exportMore">
      <RegionFields
        shape={shape}
        region={settings.region}
        trans={trans}
        onChange={region => change({ region })}
      />
      <label
        title={trans.__(
          'Order of the axes in HDF5 and NPY, with c for classes, for example zyxc; empty: as in the image'
        )}
      >
        {trans.__('Axis order')}
        <input
          type="text"
          className="jp-mod-styled"
          value={settings.axes ?? ''}
          placeholder={trans.__('as in the image')}
          data-lm-suppress-shortcuts="true"
          onChange={({ target }) =>
            change({ axes: target.value.trim().toLowerCase() || null })
          }
        />
      </label>
      <DataFields
        data={settings.data}
        trans={trans}
        onChange={data => change({ data })}
      />
      <label
        title={trans.__(
          'Placeholders: {nickname}, {result_type} and, at the beginning, {dataset_dir} for the folder of the image; without it names count from the folder above'
        )}
      >
        {trans.__('File names')}
        <input
          type="text"
          className="jp-mod-styled"
          value={settings.pattern}
          data-lm-suppress-shortcuts="true"
          onChange={({ target }) => change({ pattern: target.value })}
        />
      </label>
    </div>
  );
}

function RegionFields(props: {
  shape: Shape;
  region: SubRegion | null;
  trans: TranslationBundle;
  onChange: (region: SubRegion | null) => void;
}): JSX.Element {
  const { shape, region, trans, onChange } = props;
  const axes: readonly RegionAxis[] = (['x', 'y', 'z', 't'] as const).filter(
    axis => axis === 'x' || axis === 'y' || shape[axis] > 1
  );
  const whole: SubRegion = {
    t: [0, shape.t],
    z: [0, shape.z],
    y: [0, shape.y],
    x: [0, shape.x]
  };
  const shown = region ?? whole;
  const set = (axis: RegionAxis, end: 0 | 1, value: number): void => {
    const [start, stop] = shown[axis];
    onChange({
      ...shown,
      [axis]: end === 0 ? [value, stop] : [start, value]
    });
  };
  return (
    <fieldset className="jp-PixelForest-exportRegion">
      <legend title={trans.__('Pixels from 0; “to” is not included')}>
        {trans.__('Sub-region')}
      </legend>
      {axes.map(axis => (
        <span key={axis}>
          {axis}
          {([0, 1] as const).map(end => (
            <input
              key={end}
              type="number"
              className="jp-mod-styled"
              min={end}
              max={shape[axis]}
              value={shown[axis][end]}
              aria-label={
                end === 0 ? trans.__('%1 from', axis) : trans.__('%1 to', axis)
              }
              title={
                end === 0
                  ? trans.__('First %1 that is written', axis)
                  : trans.__('First %1 that is not written', axis)
              }
              onChange={({ target }) => set(axis, end, target.valueAsNumber)}
            />
          ))}
        </span>
      ))}
      <button
        type="button"
        className="jp-PixelForest-linkButton"
        title={trans.__('Write the whole image')}
        disabled={region === null}
        onClick={() => onChange(null)}
      >
        {trans.__('Whole image')}
      </button>
    </fieldset>
  );
}

function DataFields(props: {
  data: DataChoice | null;
  trans: TranslationBundle;
  onChange: (data: DataChoice | null) => void;
}): JSX.Element {
  const { data, trans, onChange } = props;
  const choose = (value: string): void => {
    const dtype = value as DataChoice['dtype'] | '';
    onChange(
      dtype === '' ? null : { dtype, from: [0, 1], to: FULL_RANGES[dtype] }
    );
  };
  const names: Record<DataChoice['dtype'], string> = {
    uint8: trans.__('8-bit whole numbers'),
    uint16: trans.__('16-bit whole numbers'),
    float32: trans.__('float32, other range')
  };
  return (
    <fieldset className="jp-PixelForest-exportRegion">
      <legend
        title={trans.__(
          'How probabilities are stored; 8-bit TIFF stays as it is'
        )}
      >
        {trans.__('Probabilities as')}
      </legend>
      <select
        className="jp-PixelForest-select"
        aria-label={trans.__('Data type of probabilities')}
        title={trans.__('Data type of probabilities')}
        value={data?.dtype ?? ''}
        onChange={({ target }) => choose(target.value)}
      >
        <option value="">{trans.__('float32, 0 to 1')}</option>
        {Object.entries(names).map(([dtype, name]) => (
          <option key={dtype} value={dtype}>
            {name}
          </option>
        ))}
      </select>
      {data && (
        <>
          <RangeFields
            name={trans.__('Values from')}
            range={data.from}
            trans={trans}
            onChange={from => onChange({ ...data, from })}
          />
          <RangeFields
            name={trans.__('become')}
            range={data.to}
            trans={trans}
            onChange={to => onChange({ ...data, to })}
          />
        </>
      )}
    </fieldset>
  );
}

function RangeFields(props: {
  name: string;
  range: readonly [number, number];
  trans: TranslationBundle;
  onChange: (range: readonly [number, number]) => void;
}): JSX.Element {
  const { name, range, trans, onChange } = props;
  return (
    <span>
      {name}
      {([0, 1] as const).map(end => (
        <input
          key={end}
          type="number"
          step="any"
          className="jp-mod-styled"
          value={range[end]}
          aria-label={
            end === 0
              ? trans.__('%1: lowest', name)
              : trans.__('%1: highest', name)
          }
          title={
            end === 0
              ? trans.__('%1: lowest', name)
              : trans.__('%1: highest', name)
          }
          onChange={({ target }) =>
            onChange(
              end === 0
                ? [target.valueAsNumber, range[1]]
                : [range[0], target.valueAsNumber]
            )
          }
        />
      ))}
    </span>
  );
}
