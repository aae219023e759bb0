import { TranslationBundle } from '@jupyterlab/translation';
import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';
import { IExporter } from '../../export/contract';
import { BatchMontage } from './batch-montage';
import { BatchSpotCheck } from './batch-spot-check';
import { BatchTable } from './batch-table';
import { BatchChoice, BatchView, isUnderWay, tally } from './batch-view';
import { SpotCheck, USUAL_SAMPLE } from './spot-check';

export type BatchFormProps = {
  readonly trans: TranslationBundle;
  readonly view: BatchView;
  readonly exporters: readonly IExporter[];
  readonly onChange: (part: Partial<BatchChoice>) => void;
  readonly onChooseFolder: () => void;
  readonly onChooseFiles: () => void;
  readonly onStart: () => void;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onCancel: () => void;
  readonly onShowResults: () => void;
  readonly onMontage: (isMontage: boolean) => void;
  readonly onChoose: (index: number) => void;
  /** null ends it. */
  readonly onSpotCheck: (check: SpotCheck | null) => void;
  readonly onDrawSpotCheck: (count: number) => void;
  readonly onSaveSpotCheck: (check: SpotCheck) => void;
};

/** Which images, which results and where to; buttons; and the images with what became of them. */
export function BatchForm(props: BatchFormProps): JSX.Element {
  const { trans, view } = props;
  const isOff = isUnderWay(view.state) || view.isBusy;
  return (
    <div
      className={`jp-PixelForest-batch-form ${view.spotCheck ? 'jp-mod-spot' : ''}`}
    >
      {/* a spot check gives its place to the picture */}
      {!view.spotCheck && (
        <div className="jp-PixelForest-batch-choice">
          <ImageChoice {...props} isOff={isOff} />
          <ResultChoice {...props} isOff={isOff} />
        </div>
      )}
      <div className="jp-PixelForest-batch-run">
        <Buttons {...props} />
        {view.spotCheck ? (
          <BatchSpotCheck
            trans={trans}
            check={view.spotCheck}
            details={view.spotDetails}
            onCheck={props.onSpotCheck}
            onDraw={props.onDrawSpotCheck}
            onSave={props.onSaveSpotCheck}
          />
        ) : view.isMontage ? (
          <BatchMontage
            trans={trans}
            rows={view.rows}
            onChoose={props.onChoose}
          />
        ) : (
          <BatchTable trans={trans} rows={view.rows} />
        )}
      </div>
    </div>
  );
}

type PartProps = BatchFormProps & { readonly isOff: boolean };

function ImageChoice(props: PartProps): JSX.Element {
  const { trans, view, isOff, onChange } = props;
  const { folder, pattern, hasSubfolders, files } = view.choice;
  return (
    <fieldset disabled={isOff}>
      <legend>{trans.__('Images')}</legend>
      <div className="jp-PixelForest-batch-buttons">
        <Button
          small
          className="jp-mod-styled"
          title={trans.__('Run on the images of a folder on the server')}
          onClick={props.onChooseFolder}
        >
          {trans.__('Choose folder…')}
        </Button>
        <Button
          small
          className="jp-mod-styled"
          title={trans.__('Run on single files on the server')}
          onClick={props.onChooseFiles}
        >
          {trans.__('Choose files…')}
        </Button>
      </div>
      {files ? (
        <p>{trans._n('%1 chosen file', '%1 chosen files', files.length)}</p>
      ) : (
        <>
          <TextField
            label={trans.__('Image folder')}
            title={trans.__('Folder on the server with the images')}
            value={folder}
            placeholder="/"
            onChange={value => onChange({ folder: plainPath(value) })}
          />
          <TextField
            label={trans.__('File names')}
            title={trans.__(
              '* stands for any letters, ? for one; several are parted by a semicolon: *.tif; *.png'
            )}
            value={pattern}
            placeholder="*"
            onChange={value => onChange({ pattern: value })}
          />
          <label
            title={trans.__('Search the folders in this folder, too')}
            className="jp-PixelForest-batch-tick"
          >
            <input
              type="checkbox"
              checked={hasSubfolders}
              onChange={({ target }) =>
                onChange({ hasSubfolders: target.checked })
              }
            />
            {trans.__('Subfolders')}
          </label>
        </>
      )}
    </fieldset>
  );
}

function ResultChoice(props: PartProps): JSX.Element {
  const { trans, view, isOff, onChange, exporters } = props;
  const { output, exporters: ticked } = view.choice;
  return (
    <fieldset disabled={isOff}>
      <legend>{trans.__('Results of each image')}</legend>
      <div className="jp-PixelForest-batch-exporters">
        {exporters.map(({ id, name, explanation }) => (
          <label
            key={id}
            title={explanation}
            className="jp-PixelForest-batch-tick"
          >
            <input
              type="checkbox"
              value={id}
              checked={ticked.includes(id)}
              onChange={({ target }) =>
                onChange({
                  exporters: exporters
                    .map(one => one.id)
                    .filter(one =>
                      one === id ? target.checked : ticked.includes(one)
                    )
                })
              }
            />
            {name}
          </label>
        ))}
      </div>
      <TextField
        label={trans.__('Result folder')}
        title={trans.__(
          'Folder on the server; it is made if it is missing. The tables summary.csv and objects.csv go there, too.'
        )}
        value={output}
        placeholder="/"
        onChange={value => onChange({ output: plainPath(value) })}
      />
    </fieldset>
  );
}

function Buttons(props: BatchFormProps): JSX.Element {
  const { trans, view } = props;
  const { state, rows, choice, isBusy, message, isError } = view;
  const isOn = isUnderWay(state);
  const { done, failed, total } = tally(rows);
  const isMontageShown = view.isMontage && view.spotCheck === null;
  const button = (
    label: string,
    title: string,
    onClick: () => void,
    isOff: boolean
  ): JSX.Element => (
    <Button
      small
      className="jp-mod-styled"
      title={title}
      disabled={isOff}
      onClick={onClick}
    >
      {label}
    </Button>
  );
  return (
    <div
      className="jp-PixelForest-batch-buttons"
      role="toolbar"
      aria-label={trans.__('Run')}
    >
      {button(
        trans.__('Start'),
        choice.exporters.length === 0
          ? trans.__('Tick at least one result first')
          : trans.__(
              'Make the results with the classifier as it is now; you can go on working meanwhile'
            ),
        props.onStart,
        isOn || isBusy || rows.length === 0 || choice.exporters.length === 0
      )}
      {state === 'paused' || state === 'pausing'
        ? button(
            trans.__('Resume'),
            trans.__('Go on with the next image'),
            props.onResume,
            false
          )
        : button(
            trans.__('Pause'),
            trans.__('Stop after the image that is computed now'),
            props.onPause,
            !isOn
          )}
      {button(
        trans.__('Cancel'),
        trans.__('Stop now; what is done stays, and the tables list it'),
        props.onCancel,
        !isOn
      )}
      {button(
        trans.__('Show results'),
        trans.__('Go to the result folder in the file browser'),
        props.onShowResults,
        isOn || done === 0
      )}
      <Button
        small
        className="jp-mod-styled"
        title={trans.__('Show the images with their results side by side')}
        aria-pressed={isMontageShown}
        onClick={() => props.onMontage(!isMontageShown)}
      >
        {trans.__('Montage')}
      </Button>
      <Button
        small
        className="jp-mod-styled"
        title={trans.__(
          'Look at some finished images drawn by chance and say whether the result is right'
        )}
        aria-pressed={view.spotCheck !== null}
        disabled={view.spotCheck === null && done === 0}
        onClick={() =>
          view.spotCheck
            ? props.onSpotCheck(null)
            : props.onDrawSpotCheck(USUAL_SAMPLE)
        }
      >
        {trans.__('Spot check')}
      </Button>
      <progress
        aria-label={trans.__('Images tried')}
        max={Math.max(1, total)}
        value={done + failed}
      />
      <span role="status">
        {trans.__('%1 of %2 done, %3 failed', done, total, failed)}
        {message && (
          <span
            className={isError ? 'jp-PixelForest-batch-problem' : undefined}
          >
            {` · ${message}`}
          </span>
        )}
      </span>
    </div>
  );
}

function TextField(props: {
  readonly label: string;
  readonly title: string;
  readonly value: string;
  readonly placeholder: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const { label, title, value, placeholder, onChange } = props;
  return (
    <label title={title} className="jp-PixelForest-batch-text">
      {label}
      <input
        type="text"
        className="jp-mod-styled"
        value={value}
        placeholder={placeholder}
        data-lm-suppress-shortcuts="true"
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

/** Without slashes at the ends, as paths from the server's root are written. */
function plainPath(value: string): string {
  return value.trim().replace(/^\/+|\/+$/g, '');
}
