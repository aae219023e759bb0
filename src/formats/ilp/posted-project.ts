import { Shape } from '../../project/grid';
import { BlockAuthors } from '../../project/label-authors';
import { LabelImage } from '../../project/labels';
import { Project } from '../../project/project';
import type { ReadProject } from './read';

/** A project as `postMessage` carries it: labels as plain blocks. */
export type PostedProject = Omit<Project, 'labels'> & {
  readonly labels: readonly {
    readonly imageId: string;
    readonly shape: Shape;
    /** Blocks as `LabelImage.entries` names them, with who drew them. */
    readonly blocks: readonly (readonly [string, Uint8Array, BlockAuthors])[];
  }[];
};

/** What was read of a project file, as `postMessage` carries it. */
export type PostedReadProject = Omit<ReadProject, 'project'> & {
  readonly project: PostedProject;
};

/** Turns a project into plain data. Blocks are shared, not copied. */
export function postProject(project: Project): PostedProject {
  const labels = [...project.labels].map(([imageId, image]) => ({
    imageId,
    shape: image.shape,
    blocks: [...image.entries()].map(
      ([key, block]) => [key, block, image.authorsOf(key)] as const
    )
  }));
  return { ...project, labels };
}

/** The reverse of {@link postProject}. */
export function reviveProject(posted: PostedProject): Project {
  const labels = new Map<string, LabelImage>();
  for (const { imageId, shape, blocks } of posted.labels) {
    const image = new LabelImage(shape);
    for (const [key, block, authors] of blocks) {
      image.restore(key, block, authors);
    }
    labels.set(imageId, image);
  }
  return { ...posted, labels };
}
