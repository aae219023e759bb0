import { DocumentRegistry, IDocumentWidget } from '@jupyterlab/docregistry';
import { Panel } from '@lumino/widgets';
import { PixelForestError } from '../../errors';
import { ProjectModel } from '../document/project-model';
import { ProjectDocument } from '../document/project-view';
import { CELL_FACTORY } from '../document/widget-factory';
import { LabParts } from '../lab-parts';

/**
 * Opens a project inside a notebook. JupyterLab's document manager does it, so
 * that there is one context for a path: tabs and cells share labels, saving and
 * conflicts.
 *
 * @param host where it goes; on the page
 * @param path as the document manager knows it
 */
export function openInCell(
  host: Panel,
  path: string,
  { app, documents }: LabParts
): ProjectDocument {
  const factory = app.docRegistry.getWidgetFactory(CELL_FACTORY);
  const place = (_: unknown, widget: IDocumentWidget): void => {
    // what is attached already gets no tab
    host.addWidget(widget);
  };
  factory?.widgetCreated.connect(place);
  try {
    const widget = documents.open(path, CELL_FACTORY, undefined, {
      // Notebook 7 opens its own page for everything else
      ref: '_noref',
      activate: false
    });
    if (widget instanceof ProjectDocument) {
      return widget;
    }
  } finally {
    factory?.widgetCreated.disconnect(place);
  }
  throw new PixelForestError(
    'project',
    `${path} should open inside the notebook, but JupyterLab has no “${CELL_FACTORY}”. Reload the page.`
  );
}

/**
 * Lets go of a project whose output is gone. What is unsaved is saved first; if
 * that fails and no other view is open, the project moves to a tab, so that
 * nothing painted is lost.
 */
export async function releaseFromCell(
  document: ProjectDocument,
  { app }: LabParts
): Promise<void> {
  const { context } = document;
  document.parent = null;
  if (context.model.dirty && context.model.isAttached) {
    try {
      await saveProject(context);
    } catch {
      // why is shown by JupyterLab; the labels are not lost
    }
    if (context.model.dirty && !document.isDisposed) {
      app.shell.add(document, 'main');
      return;
    }
  }
  document.dispose();
}

/** Saves a project, if there is something to save and it may be saved where it is. */
export async function saveProject(
  context: DocumentRegistry.IContext<ProjectModel>
): Promise<void> {
  const { model, contentsModel } = context;
  if (model.dirty && model.isAttached && contentsModel?.writable !== false) {
    await context.save();
  }
}
