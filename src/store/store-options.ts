import { IEngine } from '../engine/engine';
import { Project } from '../project/project';
import { IImageLoader } from './contract';

/** What a store is made of. The engine is shared and stays when the store goes. */
export type StoreOptions = {
  readonly engine: IEngine;
  readonly loader: IImageLoader;
  readonly project?: Project;
};
