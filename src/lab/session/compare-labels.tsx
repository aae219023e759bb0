import { Notification, ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { labelsOf } from '../../formats/ilp/label-blocks';
import { ReadProject } from '../../formats/ilp/read';
import { MergeActions, MergeForm } from '../../panel/merge-form';
import { matchImages } from '../../project/image-matching';
import { ImageReference } from '../../project/images';
import { LabelImage } from '../../project/labels';
import { PixelForestError } from '../../errors';
import {
  DisputedPlace,
  ForeignProject,
  MergeDesk
} from '../../store/merge-desk';
import { IProjectStore } from '../../store/contract';
import { nameOf, stemOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject, ProjectLabelsWish } from '../open-projects';
import { author } from './author';
import { namedChoices, RULES } from './class-names';
import { Workbench } from './workbench';
import { requestServerFile } from './server-request';

/** A disputed pixel is at least so many screen pixels wide when it is shown. */
const SEEN_ZOOM = 4;

/** Shows a widget beside the image until it is disposed. */
export type ShowAside = (widget: ReactWidget) => void;

/** See {@link IOpenProject.importProjectLabels}. */
export async function compareLabels(
  project: IOpenProject,
  wish: ProjectLabelsWish,
  parts: LabParts,
  bench: Workbench,
  showAside: ShowAside
): Promise<void> {
  const { store } = project;
  const { trans } = parts;
  const path =
    wish.path ?? (await parts.files.chooseFile(project.folder, 'project'));
  if (path === null) {
    return;
  }
  if (path === project.path) {
    throw new PixelForestError(
      'input',
      `${nameOf(path)} is the project you have open. Choose the project of somebody else.`
    );
  }
  const { request } = await requestServerFile(parts, path);
  const read = await bench.io.openProject(request);
  const theirs = foreignProject(nameOf(path), read, store);
  const words = {
    name: trans.__('Agreement'),
    explanation: trans.__(
      'Where your labels and theirs agree, differ, or only one of you painted: colours as in the comparison.'
    )
  };
  const desk = new MergeDesk(store, theirs, words, {
    mine: author.name,
    theirs: wish.author ?? stemOf(path)
  });
  try {
    applyWish(desk, wish, store);
    if (wish.disputed) {
      merge(desk, RULES[wish.disputed], trans);
      desk.dispose();
      return;
    }
  } catch (error) {
    desk.dispose();
    throw error;
  }
  const aside = new MergeAside(desk, trans, {
    show: place => showPlace(project, place),
    setMyName: name => void author.choose(name).catch(parts.showError),
    merge: rule => {
      try {
        merge(desk, rule, trans);
        aside.dispose();
      } catch (error) {
        parts.showError(error);
      }
    },
    close: () => {
      aside.dispose();
      project.focus();
    }
  });
  showAside(aside);
}

/** The form beside the image; it is over when another project takes its place. */
class MergeAside extends ReactWidget {
  constructor(
    private readonly _desk: MergeDesk,
    private readonly _trans: TranslationBundle,
    private readonly _actions: MergeActions
  ) {
    super();
    this.addClass('jp-PixelForest-panel');
    this.addClass('jp-PixelForest-merge');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _trans.__('Compare labels'));
  }

  override dispose(): void {
    this._desk.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <MergeForm
        desk={this._desk}
        trans={this._trans}
        actions={this._actions}
      />
    );
  }
}

/**
 * Their images that have labels. Old projects do not tell the size of an image;
 * then ours of the same name says it.
 *
 * @throws PixelForestError `project` without labels
 */
function foreignProject(
  name: string,
  { project, pendingLabels }: ReadProject,
  store: IProjectStore
): ForeignProject {
  const labels = new Map<string, LabelImage>(project.labels);
  for (const { theirs, mine } of matchImages(
    store.project.images,
    project.images
  )) {
    const blocks = pendingLabels.get(theirs.id);
    if (blocks && mine?.metadata) {
      const { shape, fileAxes } = mine.metadata;
      labels.set(theirs.id, labelsOf(blocks, shape, fileAxes, theirs.nickname));
    }
  }
  const images: readonly ImageReference[] = project.images.filter(
    ({ id }) => labels.get(id)?.isEmpty === false
  );
  if (images.length === 0) {
    throw new PixelForestError(
      'project',
      pendingLabels.size > 0
        ? `The labels of ${name} need its images, and none of them is in your project under the same name. Add the image first.`
        : `${name} has no labels. Choose a project in which somebody painted.`
    );
  }
  return { name, images, classes: project.classes, labels };
}

function applyWish(
  desk: MergeDesk,
  wish: ProjectLabelsWish,
  store: IProjectStore
): void {
  const { images, classes } = desk.theirs;
  for (const [theirId, myId] of Object.entries(wish.images ?? {})) {
    const theirs = images.find(({ id }) => id === theirId);
    const isMine =
      myId === null ||
      (theirs && desk.candidates(theirs).some(({ id }) => id === myId));
    if (!theirs || !isMine) {
      throw new PixelForestError(
        'input',
        `Their image “${theirId}” cannot be matched with “${String(myId)}”. Theirs with labels are: ${images.map(({ id }) => id).join(', ')}; yours of the same size: ${
          theirs
            ? desk
                .candidates(theirs)
                .map(({ id }) => id)
                .join(', ')
            : '?'
        }.`
      );
    }
    desk.matchImage(theirId, myId);
  }
  const names = classes.map(({ name }) => [name]);
  namedChoices(wish.classes, names, store.classes, desk.choices).forEach(
    (choice, i) => desk.chooseClass(i, choice)
  );
}

function merge(
  desk: MergeDesk,
  rule: Parameters<MergeDesk['merge']>[0],
  trans: TranslationBundle
): void {
  const more = desk.merge(rule);
  Notification.success(
    trans.__(
      'Labels of %1 were merged: %2 labelled pixels more. Undo takes all of it back.',
      desk.theirs.name,
      more.toLocaleString()
    ),
    { autoClose: 8000 }
  );
}

function showPlace(
  { store, camera }: IOpenProject,
  { imageId, plane, y, x }: DisputedPlace
): void {
  store.selectImage(imageId);
  store.setPlane(plane);
  if (camera.zoom < SEEN_ZOOM) {
    camera.zoomTo(SEEN_ZOOM);
  }
  camera.centreOn({ y, x });
}
