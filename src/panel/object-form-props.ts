import type { TranslationBundle } from '@jupyterlab/translation';
import { SegmentationSettings } from '../project/segmentation';
import { IProjectStore } from '../store/contract';

/** What every part of the form of objects is given. */
export type ObjectFormProps = {
  readonly store: IProjectStore;
  readonly trans: TranslationBundle;
};

/** How something is cut, objects or their parents, and how to change that. */
export type CutFormProps = ObjectFormProps & {
  readonly settings: SegmentationSettings;
  readonly change: (part: Partial<SegmentationSettings>) => void;
};
