import { DocumentRegistry } from '@jupyterlab/docregistry';
import type { ProjectModel } from '../document/project-model';
import type { LabParts } from '../lab-parts';
import type { ProjectSession } from '../session/project-session';
import { copyLink } from './copy-link';

/** Moving a project with its images, and giving it to others. */
export interface IProjectSharing {
  /**
   * Looks for images whose files are missing, in a folder and those below it,
   * and relinks what the user agrees to.
   *
   * @param folder from the server's root; asked for if missing
   * @returns ids of the relinked images
   */
  relinkFolder(folder?: string): Promise<readonly string[]>;
  /**
   * Copies images into the project file and saves it.
   *
   * @param imageIds default: all, after a question
   * @returns ids of the images that went in
   */
  embedImages(imageIds?: readonly string[]): Promise<readonly string[]>;
  /**
   * Writes one zip with the project, its images and a note how to open it.
   *
   * @param choice asked for if missing
   * @returns the path of the zip, or null if cancelled
   */
  pack(choice?: PackChoice): Promise<string | null>;
  /**
   * Goes on with a copy in the user's own root folder, its images where they were.
   *
   * @returns the path of the copy
   */
  workOnCopy(): Promise<string>;
  /** Puts the address of the project on the clipboard. @returns the address */
  copyLink(): string;
}

/** What goes into the zip beside project and images. */
export type PackChoice = {
  /** Files named like results of the images, beside them. */
  readonly hasResults: boolean;
};

/** What sharing acts on. */
export type SharedProject = {
  readonly session: ProjectSession;
  readonly context: DocumentRegistry.IContext<ProjectModel>;
  readonly parts: LabParts;
};

/** Each verb loads what it needs when it is first used. */
export function createSharing(shared: SharedProject): IProjectSharing {
  return {
    relinkFolder: async folder => {
      const { relinkFolder } = await import('./relink-folder');
      return relinkFolder(shared, folder);
    },
    embedImages: async imageIds => {
      const { embedImages } = await import('./embed-images');
      return embedImages(shared, imageIds);
    },
    pack: async choice => {
      const { packProject } = await import('./pack-project');
      return packProject(shared, choice);
    },
    workOnCopy: async () => {
      const { workOnCopy } = await import('./work-on-copy');
      return workOnCopy(shared);
    },
    copyLink: () => copyLink(shared)
  };
}
