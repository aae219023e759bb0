import { ImageReference } from '../project/images';
import {
  ExportFile,
  ExportInput,
  ExportSubject,
  FilePlan,
  IExporter
} from './contract';
import { resultName } from './file-names';

/** What makes one file for each image. */
export type SingleFile = Omit<IExporter, 'fileNames' | 'files' | 'plan'> & {
  /** What the file holds, as `{result_type}` of its name: `probabilities`. */
  readonly result: string;
  /** Without the dot: `tif`. */
  readonly extension: string;
  readonly plan?: (name: string, subject: ExportSubject) => FilePlan;
  readonly content: (input: ExportInput) => ExportFile['content'];
};

/** An exporter of one file for each image, the same name in the dialog, the plan and on the disk. */
export function singleFile(file: SingleFile): IExporter {
  const { result, extension, plan, content, ...traits } = file;
  const nameOf = (image: ImageReference): string =>
    resultName(image, result, extension);
  return {
    ...traits,
    fileNames: image => [nameOf(image)],
    ...(plan
      ? { plan: subject => [plan(nameOf(subject.image), subject)] }
      : {}),
    files: input => [{ name: nameOf(input.image), content: content(input) }]
  };
}
