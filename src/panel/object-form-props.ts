import type { TranslationBundle } from '@jupyterlab/translation';
import { IProjectStore } from '../store/contract';

/** What every part of the form of objects is given. */
export type ObjectFormProps = {
  readonly store: IProjectStore;
  readonly trans: TranslationBundle;
};
