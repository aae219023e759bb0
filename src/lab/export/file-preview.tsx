import { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';
import { ExportSubject, FilePlan, IExporter } from '../../export/contract';
import { describeResult } from '../../export/crop-input';
import { checkSettings } from '../../export/export-settings';
import { stemOf } from '../../export/file-names';
import { formatBytes, planText } from '../../export/file-plan';
import { placeFile } from '../../export/name-pattern';
import type { ExportAnswer, ExportQuestion } from './export-dialog';

type PlannedFile = FilePlan & {
  readonly path: string;
  /** Layer that looks like the file. */
  readonly layerId: string | null;
};

/** The files to come: where, how large, and what they look like. */
export function FilePreview(props: {
  question: ExportQuestion;
  answer: ExportAnswer;
  chosen: readonly IExporter[];
  trans: TranslationBundle;
}): JSX.Element {
  const { question, answer, chosen, trans } = props;
  if (chosen.length === 0) {
    return (
      <p className="jp-PixelForest-exportNames" aria-live="polite">
        {trans.__('Nothing is chosen yet.')}
      </p>
    );
  }
  let files: PlannedFile[];
  try {
    files = planFiles(question, answer, chosen);
  } catch (error) {
    return (
      <p className="jp-PixelForest-exportProblem" role="alert">
        {error instanceof Error ? error.message : String(error)}
      </p>
    );
  }
  const total = files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const caption = trans._n(
    'What will be written: %1 file, about %2',
    'What will be written: %1 files, about %2',
    files.length,
    formatBytes(total)
  );
  return (
    <div
      className="jp-PixelForest-exportNames"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Files to be written')}
    >
      <table className="jp-PixelForest-choiceTable">
        <caption aria-live="polite">{caption}</caption>
        <thead>
          <tr>
            <td></td>
            <th scope="col">{trans.__('File')}</th>
            <th scope="col">{trans.__('Shape')}</th>
            <th scope="col">{trans.__('Type')}</th>
            <th scope="col">{trans.__('Size')}</th>
          </tr>
        </thead>
        <tbody>
          {files.map(file => (
            <tr key={file.path}>
              <td>
                {file.layerId && (
                  <LayerPicture
                    layerId={file.layerId}
                    picture={question.picture}
                  />
                )}
              </td>
              <th scope="row" title={`/${file.path}`}>
                {file.name}
              </th>
              <td title={trans.__('Axes: %1', file.axes)}>
                {file.shape.join(' × ')}
              </td>
              <td>{file.dtype}</td>
              <td>{file.bytes === null ? '' : formatBytes(file.bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** @throws PixelForestError if settings or file names are not possible */
function planFiles(
  { subject, datasetDir }: ExportQuestion,
  { folder, settings }: ExportAnswer,
  chosen: readonly IExporter[]
): PlannedFile[] {
  checkSettings(settings, subject.metadata.shape);
  const described: ExportSubject = {
    ...subject,
    settings,
    metadata: describeResult(subject.metadata, settings)
  };
  const values = { datasetDir, folder, nickname: stemOf(subject.image) };
  const files = chosen.flatMap(exporter => {
    const plans =
      exporter.plan?.(described) ??
      exporter.fileNames(subject.image, subject.classes).map(planText);
    return plans.map(plan => {
      const path = placeFile(settings.pattern, plan.name, values);
      return {
        ...plan,
        path,
        name: path.slice(path.lastIndexOf('/') + 1),
        layerId: exporter.layerId ?? null
      };
    });
  });
  // two exporters may write the same file
  return [...new Map(files.map(file => [file.path, file])).values()];
}

function LayerPicture(props: {
  layerId: string;
  picture: ExportQuestion['picture'];
}): JSX.Element | null {
  const { layerId, picture } = props;
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let isShown = true;
    void picture(layerId).then(found => isShown && setAddress(found));
    return () => {
      isShown = false;
    };
  }, [layerId, picture]);
  return address === null ? null : <img src={address} alt="" />;
}
