import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  createToolbarFactory,
  IToolbarWidgetRegistry,
  showErrorMessage,
  WidgetTracker
} from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { Contents, IDefaultDrive } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { isAbort } from '../../errors';
import { IPixelForest } from '../../tokens';
import { BrushSizeField } from '../document/brush-size-field';
import {
  PROVIDER_ID,
  ProjectContentProvider
} from '../document/content-provider';
import { JupyterFileServer } from '../document/file-server';
import { FileTurns, takeTurns } from '../document/file-turns';
import { MODEL_NAME, ProjectModelFactory } from '../document/project-model';
import { ProjectDocument } from '../document/project-view';
import { TransferDesk } from '../document/transfer-desk';
import {
  CELL_FACTORY,
  FACTORY,
  ProjectWidgetFactory
} from '../document/widget-factory';
import { EntryRegistry } from '../entry-registry';
import { projectIcon } from '../icons';
import { ImageFiles } from '../images/image-files';
import { ILabParts, LabParts } from '../lab-parts';
import { OpenProjects } from '../open-projects';
import { PixelForest } from '../pixel-forest';

const PLUGIN_ID = 'jupyterlab-pixelforest:document';

/** What the document plugin makes: the parts for our plugins and the token for others. */
const partsPlugin: JupyterFrontEndPlugin<LabParts> = {
  id: 'jupyterlab-pixelforest:parts',
  description: 'The inner parts that the Pixel Forest plugins share.',
  autoStart: true,
  requires: [IDefaultDrive, IDocumentManager],
  optional: [ITranslator, ISettingRegistry],
  provides: ILabParts,
  activate: (
    app: JupyterFrontEnd,
    drive: Contents.IDrive,
    documents: IDocumentManager,
    translator: ITranslator | null,
    settings: ISettingRegistry | null
  ): LabParts => {
    const language = translator ?? nullTranslator;
    const trans = language.load('jupyterlab_pixelforest');
    const desk = new TransferDesk();
    const server = new JupyterFileServer(drive);
    const turns = new FileTurns();
    takeTurns(drive, turns);
    const projects = new OpenProjects(() => app.shell.currentWidget);
    app.shell.currentChanged?.connect(() => projects.check());
    const provider = new ProjectContentProvider(
      server,
      desk,
      localPath => projects.all.some(({ path }) => path === localPath),
      turns,
      async localPath => {
        const { watchSave } = await import('../document/save-progress');
        return watchSave(localPath, trans);
      }
    );
    drive.contentProviderRegistry?.register(PROVIDER_ID, provider);
    app.docRegistry.addModelFactory(new ProjectModelFactory(desk));
    return {
      app,
      translator: language,
      trans,
      server,
      documents,
      settings,
      provider,
      files: new ImageFiles({
        server,
        documents,
        translator: language,
        trans,
        announce: file => provider.announceNew(file)
      }),
      projects,
      tools: new EntryRegistry('tool'),
      readers: new EntryRegistry('reader'),
      layers: new EntryRegistry('layer provider'),
      exporters: new EntryRegistry('exporter'),
      showError: error => {
        if (!isAbort(error)) {
          void showErrorMessage(
            trans.__('Pixel Forest'),
            error instanceof Error ? error.message : String(error)
          );
        }
      }
    };
  }
};

/** Opens `.ilp` files. */
const documentPlugin: JupyterFrontEndPlugin<IPixelForest> = {
  id: PLUGIN_ID,
  description: 'Opens pixel classification projects (.ilp).',
  autoStart: true,
  requires: [ILabParts],
  optional: [ILayoutRestorer, ISettingRegistry, IToolbarWidgetRegistry],
  provides: IPixelForest,
  activate: (
    app: JupyterFrontEnd,
    parts: LabParts,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    toolbars: IToolbarWidgetRegistry | null
  ): IPixelForest => {
    const { trans, translator } = parts;
    app.docRegistry.addFileType({
      name: 'ilp',
      displayName: trans.__('Pixel Classification Project'),
      extensions: ['.ilp'],
      mimeTypes: ['application/x-hdf5'],
      contentType: 'file',
      fileFormat: 'base64',
      icon: projectIcon
    });
    if (app.docRegistry.getFileTypesForPath('image.h5').length === 0) {
      app.docRegistry.addFileType({
        name: 'hdf5-image',
        displayName: trans.__('HDF5 Image'),
        extensions: ['.h5', '.hdf5'],
        mimeTypes: ['application/x-hdf5'],
        contentType: 'file',
        fileFormat: 'base64'
      });
    }
    // the menu of a packed project asks for it by this name
    if (!app.docRegistry.getFileType('zip')) {
      app.docRegistry.addFileType({
        name: 'zip',
        displayName: trans.__('Zip Archive'),
        extensions: ['.zip'],
        mimeTypes: ['application/zip'],
        contentType: 'file',
        fileFormat: 'base64'
      });
    }
    const tracker = new WidgetTracker<ProjectDocument>({
      namespace: 'pixelforest'
    });
    toolbars?.addFactory<ProjectDocument>(
      FACTORY,
      'brush-size',
      widget => new BrushSizeField(widget.content, trans)
    );
    const options = {
      modelName: MODEL_NAME,
      contentProviderId: PROVIDER_ID,
      preferKernel: false,
      canStartKernel: false,
      translator,
      ...(settings && toolbars
        ? {
            toolbarFactory: createToolbarFactory(
              toolbars,
              settings,
              FACTORY,
              PLUGIN_ID,
              translator
            )
          }
        : {})
    };
    const factory = new ProjectWidgetFactory(
      {
        ...options,
        name: FACTORY,
        label: trans.__('Pixel Classification'),
        fileTypes: ['ilp'],
        defaultFor: ['ilp']
      },
      parts
    );
    app.docRegistry.addWidgetFactory(
      new ProjectWidgetFactory(
        { ...options, name: CELL_FACTORY, fileTypes: [] },
        parts
      )
    );
    factory.widgetCreated.connect((_, widget) => {
      widget.context.pathChanged.connect(() => void tracker.save(widget));
      void tracker.add(widget);
    });
    app.docRegistry.addWidgetFactory(factory);
    if (restorer) {
      void restorer.restore(tracker, {
        command: 'docmanager:open',
        args: ({ context }) => ({ path: context.path, factory: FACTORY }),
        name: ({ context }) => context.path
      });
    }
    return new PixelForest(tracker, parts);
  }
};

export const documentPlugins = [partsPlugin, documentPlugin];
