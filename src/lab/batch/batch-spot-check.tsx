import { TranslationBundle } from '@jupyterlab/translation';
import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';
import { RunPicture } from './batch-picture';
import { BatchView } from './batch-view';
import { DetailPicture } from './detail-picture';
import {
  judge,
  SpotCheck,
  spotTally,
  SpotVerdict,
  takeBack,
  USUAL_SAMPLE
} from './spot-check';

export type BatchSpotCheckProps = {
  readonly trans: TranslationBundle;
  readonly check: SpotCheck;
  readonly details: BatchView['spotDetails'];
  readonly onCheck: (check: SpotCheck) => void;
  /** Draws this many anew. */
  readonly onDraw: (count: number) => void;
  readonly onSave: (check: SpotCheck) => void;
};

const VERDICT_BY_KEY: ReadonlyMap<string, SpotVerdict> = new Map([
  ['y', 'yes'],
  ['n', 'no'],
  ['s', 'skipped']
]);

/** Results drawn by chance, one by one, each to be called right or wrong. */
export function BatchSpotCheck(props: BatchSpotCheckProps): JSX.Element {
  const { trans, check, onCheck } = props;
  const node = React.useRef<HTMLElement>(null);
  // keys work at once, and again when other images were drawn
  React.useEffect(() => node.current?.focus(), [check.rows]);
  return (
    <section
      ref={node}
      className="jp-PixelForest-batch-spot"
      aria-label={trans.__('Spot check')}
      tabIndex={0}
      data-lm-suppress-shortcuts="true"
      onKeyDown={event => {
        const verdict = VERDICT_BY_KEY.get(event.key.toLowerCase());
        const isKey = !(event.ctrlKey || event.metaKey || event.altKey);
        const isText = event.target instanceof HTMLInputElement;
        if (verdict && isKey && !isText && !event.repeat) {
          event.preventDefault();
          onCheck(judge(check, verdict));
        }
      }}
    >
      <Verdicts {...props} />
      <Subject trans={trans} check={check} details={props.details} />
      <Sample {...props} />
    </section>
  );
}

/** The image that is asked about: the small picture of the run until the large one is made. */
function Subject(
  props: Pick<BatchSpotCheckProps, 'trans' | 'check' | 'details'>
): JSX.Element {
  const { trans, check, details } = props;
  const { rows, verdicts } = check;
  if (verdicts.length >= rows.length) {
    return (
      <p>
        {rows.length === 0
          ? trans.__('No image is done yet.')
          : trans.__('All drawn images were looked at.')}
      </p>
    );
  }
  const { imageId, name, picture, result } = rows[verdicts.length];
  const count = result?.objectCount ?? null;
  const detail = details?.get(imageId);
  const isAwaited = details?.isAwaited(imageId) ?? false;
  const label = trans.__('%1 with its result', name);
  return (
    <figure aria-busy={isAwaited}>
      <div className="jp-PixelForest-batch-subject">
        {detail ? (
          <DetailPicture detail={detail} label={label} />
        ) : picture ? (
          <RunPicture picture={picture} label={label} />
        ) : (
          !isAwaited && <p>{trans.__('There is no picture of this image.')}</p>
        )}
      </div>
      <figcaption>
        {trans.__('%1 of %2: %3', verdicts.length + 1, rows.length, name)}
        {count !== null && ` · ${trans._n('%1 object', '%1 objects', count)}`}
        {isAwaited && ` · ${trans.__('drawing it larger…')}`}
      </figcaption>
    </figure>
  );
}

function Verdicts(props: BatchSpotCheckProps): JSX.Element {
  const { trans, check, onCheck } = props;
  const { right, judged, skipped } = spotTally(check);
  const isOver = check.verdicts.length >= check.rows.length;
  const button = (
    label: string,
    title: string,
    next: () => SpotCheck,
    isOff: boolean
  ): JSX.Element => (
    <Button
      small
      className="jp-mod-styled"
      title={title}
      disabled={isOff}
      onClick={() => onCheck(next())}
    >
      {label}
    </Button>
  );
  return (
    <div className="jp-PixelForest-batch-buttons">
      <span>{trans.__('Is this result right?')}</span>
      {button(
        trans.__('Yes'),
        trans.__('The result is right (Y)'),
        () => judge(check, 'yes'),
        isOver
      )}
      {button(
        trans.__('No'),
        trans.__('The result is wrong (N)'),
        () => judge(check, 'no'),
        isOver
      )}
      {button(
        trans.__('Skip'),
        trans.__('Do not count this image (S)'),
        () => judge(check, 'skipped'),
        isOver
      )}
      {button(
        trans.__('Back'),
        trans.__('Take the last answer back'),
        () => takeBack(check),
        check.verdicts.length === 0
      )}
      <output aria-label={trans.__('Tally')}>
        {trans.__('%1 of %2 right', right, judged)}
        {skipped > 0 && trans.__(', %1 skipped', skipped)}
      </output>
    </div>
  );
}

/** How many are drawn, and where the answers go. */
function Sample(props: BatchSpotCheckProps): JSX.Element {
  const { trans, check, onDraw, onSave } = props;
  const [count, setCount] = React.useState(USUAL_SAMPLE);
  const isCount = Number.isInteger(count) && count > 0;
  return (
    <div className="jp-PixelForest-batch-buttons">
      <label title={trans.__('How many finished images are drawn by chance')}>
        {trans.__('Images to check')}{' '}
        <input
          type="number"
          className="jp-mod-styled"
          min={1}
          value={isCount ? count : ''}
          onChange={({ target }) => setCount(target.valueAsNumber)}
        />
      </label>
      <Button
        small
        className="jp-mod-styled"
        title={trans.__('Draw other images; the answers so far are dropped')}
        disabled={!isCount}
        onClick={() => onDraw(count)}
      >
        {trans.__('Draw again')}
      </Button>
      <Button
        small
        className="jp-mod-styled"
        title={trans.__(
          'Write the answers to spot-check.csv in the result folder'
        )}
        disabled={check.verdicts.length === 0}
        onClick={() => onSave(check)}
      >
        {trans.__('Save answers')}
      </Button>
    </div>
  );
}
