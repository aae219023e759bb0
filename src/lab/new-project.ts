import { InputDialog } from '@jupyterlab/apputils';
import { ReadonlyJSONObject } from '@lumino/coreutils';
import { addPaths } from './commands/image-commands';
import { describeRefusal } from './document/access-error';
import { ProjectDocument } from './document/project-view';
import { FACTORY } from './document/widget-factory';
import { folderOf, joinPath, stemOf } from './images/file-path';
import { LabParts } from './lab-parts';

/** What a new project starts from. */
export type NewProject = {
  /** Where it should be, from the server's root; else the nearest writable folder above. */
  readonly folder: string;
  /** Without the ending; asked for if missing. */
  readonly name?: string;
  /** Images to add at once, server paths. */
  readonly images?: readonly string[];
  /** How its tab is placed. */
  readonly opening?: ReadonlyJSONObject;
};

/**
 * Makes a project file, opens it and saves it with its images.
 *
 * @returns its path, or null if the user cancelled
 */
export async function createProjectFile(
  wanted: NewProject,
  parts: LabParts
): Promise<string | null> {
  const images = wanted.images ?? [];
  const folder = await parts.files.writableFolder(wanted.folder);
  const suggestion =
    images.length > 0 ? stemOf(images[0]) : 'pixel-classification';
  const path = wanted.name
    ? await parts.files.freePath(folder, withEnding(wanted.name))
    : await askName(folder, suggestion, parts);
  if (path === null) {
    return null;
  }
  const { commands, serviceManager } = parts.app;
  try {
    // an empty file is a new project
    await serviceManager.contents.save(path, {
      type: 'file',
      format: 'text',
      content: ''
    });
  } catch (error) {
    throw describeRefusal(`Creating ${path}`, error);
  }
  const widget: unknown = await commands.execute('docmanager:open', {
    path,
    factory: FACTORY,
    ...(wanted.opening ? { options: wanted.opening } : {})
  });
  if (widget instanceof ProjectDocument) {
    await fillAndSave(widget, images);
  }
  return path;
}

/** From now on the file is a project for everybody who opens it, not an empty file. */
async function fillAndSave(
  document: ProjectDocument,
  images: readonly string[]
): Promise<void> {
  const project = await document.content.opened;
  addPaths(project, images);
  const { store } = project;
  const [first] = store.project.images;
  if (first) {
    // its size goes into the file; why it cannot be read is shown by the viewer
    await store.loadImage(first.id).catch(() => undefined);
  }
  if (!document.isDisposed) {
    await document.context.save();
  }
}

/** Makes a project beside the images and adds them. */
export function openImages(
  images: readonly string[],
  name: string | undefined,
  parts: LabParts
): Promise<string | null> {
  return createProjectFile(
    { folder: folderOf(images[0]), name, images },
    parts
  );
}

/** One field: the name. A name that is taken or impossible is asked for again. */
async function askName(
  folder: string,
  suggestion: string,
  parts: LabParts
): Promise<string | null> {
  const { trans, files } = parts;
  let text = suggestion;
  let label = trans.__('Name');
  for (;;) {
    const { value, button } = await InputDialog.getText({
      title: trans.__('New pixel classification project'),
      label,
      text,
      okLabel: trans.__('Create')
    });
    if (!button.accept || value === null) {
      return null;
    }
    text = value.trim();
    if (text === '' || /[/\\:]/.test(text) || text.startsWith('.')) {
      label = trans.__('Name (without /, \\, : and not beginning with a dot)');
      continue;
    }
    const path = joinPath(folder, withEnding(text));
    if (!(await files.find(path))) {
      return path;
    }
    label = trans.__('%1 exists already. Another name', withEnding(text));
  }
}

function withEnding(name: string): string {
  return /\.ilp$/i.test(name) ? name : `${name}.ilp`;
}
