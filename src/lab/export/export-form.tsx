import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';
import { IExporter } from '../../export/contract';
import { ExportSettings } from '../../export/export-settings';
import type { ExportAnswer, ExportQuestion } from './export-dialog';
import { CopyText } from './copy-text';
import { FilePreview } from './file-preview';
import { MoreSettings } from './more-settings';

/** Everything an export asks, with what will be written. */
export function ExportForm(props: {
  question: ExportQuestion;
  initial: ExportAnswer;
  trans: TranslationBundle;
  onChange: (answer: ExportAnswer) => void;
}): JSX.Element {
  const { question, initial, trans, onChange } = props;
  const [answer, setAnswer] = useState(initial);
  const list = useRef<HTMLFieldSetElement>(null);
  const change = (part: Partial<ExportAnswer>): void => {
    const next = { ...answer, ...part };
    setAnswer(next);
    onChange(next);
  };
  const tick = (id: string, isTicked: boolean): void => {
    const ids = question.exporters
      .map(exporter => exporter.id)
      .filter(one => (one === id ? isTicked : answer.exporters.includes(one)));
    change({ exporters: ids });
  };
  const chosen = question.exporters.filter(({ id }) =>
    answer.exporters.includes(id)
  );
  const objects = question.exporters.filter(({ isObjects }) => isObjects);
  const split = (): void => {
    const first = objects[0].id;
    tick(first, true);
    list.current
      ?.querySelector<HTMLInputElement>(`input[value="${first}"]`)
      ?.focus();
  };
  return (
    <>
      <label
        className="jp-PixelForest-exportFolder"
        title={trans.__('Folder on the server; it is made if it is missing')}
      >
        {trans.__('Folder')}
        <input
          type="text"
          className="jp-mod-styled"
          value={answer.folder}
          placeholder="/"
          data-lm-suppress-shortcuts="true"
          onChange={({ target }) =>
            change({ folder: target.value.trim().replace(/^\/+|\/+$/g, '') })
          }
        />
      </label>
      <fieldset className="jp-PixelForest-exporters" ref={list}>
        <legend>{trans.__('Results')}</legend>
        {question.exporters.map(exporter => (
          <ExporterRow
            key={exporter.id}
            exporter={exporter}
            isTicked={answer.exporters.includes(exporter.id)}
            onTick={isTicked => tick(exporter.id, isTicked)}
          />
        ))}
      </fieldset>
      {chosen.some(({ isSemantic }) => isSemantic) && (
        <SemanticNote
          pieceCount={question.pieceCount}
          trans={trans}
          onSplit={objects.length > 0 ? split : null}
        />
      )}
      <details>
        <summary
          title={trans.__(
            'Sub-region, axis order, data type and file names, as in ilastik'
          )}
        >
          {trans.__('More')}
        </summary>
        <MoreSettings
          shape={question.subject.metadata.shape}
          settings={answer.settings}
          trans={trans}
          onChange={(settings: ExportSettings) => change({ settings })}
        />
      </details>
      <FilePreview
        question={question}
        answer={answer}
        chosen={chosen}
        trans={trans}
      />
      <details>
        <summary title={trans.__('For a paper, and to make the results again')}>
          {trans.__('Methods text and command')}
        </summary>
        <CopyText
          label={trans.__('Methods text')}
          text={question.methods}
          rows={7}
          trans={trans}
        />
        <CopyText
          label={trans.__('Reproduce this')}
          text={question.command}
          rows={3}
          trans={trans}
        />
      </details>
    </>
  );
}

function ExporterRow(props: {
  exporter: IExporter;
  isTicked: boolean;
  onTick: (isTicked: boolean) => void;
}): JSX.Element {
  const { exporter, isTicked, onTick } = props;
  return (
    <label title={exporter.explanation}>
      <input
        type="checkbox"
        value={exporter.id}
        checked={isTicked}
        aria-label={exporter.name}
        onChange={({ target }) => onTick(target.checked)}
      />
      <span>{exporter.name}</span>
      <small>{exporter.explanation}</small>
    </label>
  );
}

/** Says what a segmentation is, and how to get objects. */
function SemanticNote(props: {
  pieceCount: () => Promise<number | null>;
  trans: TranslationBundle;
  onSplit: (() => void) | null;
}): JSX.Element {
  const { pieceCount, trans, onSplit } = props;
  const [count, setCount] = useState<number | null>(null);
  useEffect(() => {
    let isShown = true;
    void pieceCount().then(found => isShown && setCount(found));
    return () => {
      isShown = false;
    };
  }, [pieceCount]);
  return (
    <p className="jp-PixelForest-exportNote" role="note">
      {count === null
        ? trans.__('Semantic: touching objects share one piece.')
        : trans._n(
            'Semantic: touching objects share one piece (%1 piece).',
            'Semantic: touching objects share one piece (%1 pieces).',
            count
          )}{' '}
      {onSplit && (
        <button
          type="button"
          className="jp-PixelForest-linkButton"
          title={trans.__('Write separate objects, each with a number')}
          onClick={onSplit}
        >
          {trans.__('Split into objects →')}
        </button>
      )}
    </p>
  );
}
