import { ABCWidgetFactory, DocumentRegistry } from '@jupyterlab/docregistry';
import { projectIcon } from '../icons';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { loadOpening } from './load-opening';
import { ProjectModel } from './project-model';
import { ProjectDocument, ProjectView } from './project-view';

/** Name of the widget factory; “Open With” shows it. */
export const FACTORY = 'Pixel Classification';

/** Name of the factory of projects inside notebooks; nothing offers it. */
export const CELL_FACTORY = 'Pixel Classification Cell';

/** Models whose contexts have our ways of saving; views share them. */
const ruled = new WeakSet<ProjectModel>();

/** Makes the views of project files. */
export class ProjectWidgetFactory extends ABCWidgetFactory<
  ProjectDocument,
  ProjectModel
> {
  constructor(
    options: DocumentRegistry.IWidgetFactoryOptions<ProjectDocument>,
    private readonly _parts: LabParts
  ) {
    super(options);
  }

  protected createNewWidget(
    context: DocumentRegistry.IContext<ProjectModel>
  ): ProjectDocument {
    // while the file is on its way; what fails is said by the view, which loads the same
    loadOpening(this._parts).catch(() => undefined);
    const content = new ProjectView(context, this._parts, view =>
      this._fill(view)
    );
    content.title.icon = projectIcon;
    // a project that cannot be opened is shown as such by the view itself
    const reveal = content.opened.then(
      () => undefined,
      () => undefined
    );
    return new ProjectDocument({ context, content, reveal });
  }

  private async _fill(view: ProjectView): Promise<IOpenProject> {
    const { context } = view;
    if (!ruled.has(context.model)) {
      ruled.add(context.model);
      const { installSaveRules } = await import('./save-rules');
      installSaveRules(context, this._parts);
    }
    const { openProjectView } = await import('../session/open-project-view');
    return openProjectView(view, this._parts);
  }
}
