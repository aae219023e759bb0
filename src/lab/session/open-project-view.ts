import { BoxLayout, BoxPanel, SplitPanel, Widget } from '@lumino/widgets';
import { ImageStripWidget, PanelActions, SidePanel } from '../../panel/panel';
import { IProjectStore, StoreChange } from '../../store/contract';
import { MessageActions } from '../../viewer/overlay/message-area';
import { ImageViewer } from '../../viewer/viewer';
import { CommandIDs } from '../commands/ids';
import { ProjectView } from '../document/project-view';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { BesideOffers } from '../sharing/beside-offers';
import { ReadOnlyBar } from '../sharing/read-only-bar';
import { createSharing } from '../sharing/sharing';
import { acceptFiles } from './accept-files';
import { sessionOf } from './project-session';
import { provideLayers } from './provided-layers';
import '../../../style/base.css';

/** Width of what is shown between viewer and forms, in CSS pixels. */
const ASIDE_WIDTH = 320;

/** Opens the document of a view, fills the view, and lists it among the open projects. */
export async function openProjectView(
  view: ProjectView,
  parts: LabParts
): Promise<IOpenProject> {
  const session = await sessionOf(view.context, parts);
  const { store, bench } = session;
  const run = (command: string, args: Record<string, string> = {}): void => {
    // errors are shown by the command itself
    void parts.app.commands.execute(command, args).catch(() => undefined);
  };
  let table: Widget | null = null;
  const toggleTable = async (): Promise<void> => {
    const module = await import('./show-object-table');
    if (table) {
      table.dispose();
    } else if (!upper.isDisposed) {
      table = module.showObjectTable(project, upper, parts);
      table.disposed.connect(() => {
        table = null;
      });
    }
  };
  const actions: PanelActions = {
    ...panelActions(run, parts),
    showObjectTable: () => void toggleTable().catch(parts.showError)
  };
  const offers = new BesideOffers(store, () => session.folder, parts);
  const viewer = new ImageViewer(store, {
    tools: bench.tools,
    messageActions: messageActions(actions, store, offers, run, parts),
    trans: parts.trans
  });
  const upper = upperPart(viewer);
  offers.changed.connect(() => viewer.updateMessage());
  const split = new SplitPanel({ orientation: 'horizontal', spacing: 1 });
  const showAside = asideOf(split, store);
  const project: IOpenProject = {
    store,
    camera: viewer.camera,
    actions: viewer.actions,
    widget: view.parent ?? view,
    get path() {
      return view.context.path;
    },
    get folder() {
      return session.folder;
    },
    sharing: createSharing({ session, context: view.context, parts }),
    focus: () => viewer.activate(),
    addLayer: layer => store.addLayer(layer),
    selectFeatures: async () => {
      const dialog = await import('../dialogs/feature-dialog');
      await dialog.selectFeatures(store, parts.trans);
    },
    exportResults: async wanted => {
      const { exportResults } = await import('../export/export-results');
      return exportResults(project, wanted ?? {}, parts, bench);
    },
    runOnFolder: async folder => {
      const { showBatch } = await import('../batch/batch-widget');
      return showBatch(project, folder, parts, bench);
    },
    importLabels: async wish => {
      const { importLabels } = await import('./import-labels');
      return importLabels(project, wish ?? {}, parts, bench);
    },
    importProjectLabels: async wish => {
      const { compareLabels } = await import('./compare-labels');
      return compareLabels(project, wish ?? {}, parts, bench, showAside);
    },
    keepVersion: async name => {
      const { keepVersion } = await import('./versions');
      return keepVersion(project, name, parts);
    },
    goBackToVersion: async name => {
      const { goBackToVersion } = await import('./versions');
      return goBackToVersion(project, name, parts);
    },
    showVersions: async () => {
      const { createVersionsAside } = await import('./versions');
      showAside(createVersionsAside(project, parts));
    }
  };
  if (view.isDisposed) {
    offers.dispose();
  } else {
    view.addBar(
      new ReadOnlyBar(view.context, parts, () => run(CommandIDs.workOnCopy))
    );
    fill(view, split, upper, store, actions, parts);
    const resources = [
      offers,
      acceptFiles(view.node, project, parts),
      provideLayers(store, parts),
      parts.projects.add(project)
    ];
    view.disposed.connect(() => resources.forEach(one => one.dispose()));
  }
  return project;
}

/** The viewer, and what is shown below it. */
function upperPart(viewer: ImageViewer): SplitPanel {
  const upper = new SplitPanel({ orientation: 'vertical', spacing: 1 });
  upper.addWidget(viewer);
  return upper;
}

/** Viewer with what lies below it, and strip in the middle, forms at the right. */
function fill(
  view: ProjectView,
  split: SplitPanel,
  upper: SplitPanel,
  store: IProjectStore,
  actions: PanelActions,
  parts: LabParts
): void {
  const middle = new BoxPanel({ direction: 'top-to-bottom', spacing: 0 });
  const strip = new ImageStripWidget(store, actions, parts.trans);
  middle.addWidget(upper);
  middle.addWidget(strip);
  BoxLayout.setStretch(upper, 1);
  BoxLayout.setStretch(strip, 0);
  split.addClass('jp-PixelForest-split');
  split.addWidget(middle);
  split.addWidget(new SidePanel(store, actions, parts.trans));
  split.setRelativeSizes([3, 1]);
  SplitPanel.setStretch(middle, 1);
  view.setContent(split);
}

/** Shows one widget at a time between viewer and forms, until another project takes their place. */
function asideOf(
  split: SplitPanel,
  store: IProjectStore
): (widget: Widget) => void {
  let shown: Widget | null = null;
  const close = (): void => shown?.dispose();
  const follow = (_: IProjectStore, { kind }: StoreChange): void => {
    if (kind === 'project') {
      close();
    }
  };
  store.changed.connect(follow);
  split.disposed.connect(() => {
    store.changed.disconnect(follow);
    close();
  });
  return widget => {
    close();
    shown = widget;
    widget.disposed.connect(() => {
      shown = shown === widget ? null : shown;
    });
    // the forms keep their width: the aside takes its own from the viewer
    const [viewer, forms] = split.relativeSizes();
    const share = Math.min(viewer / 2, ASIDE_WIDTH / split.node.clientWidth);
    split.insertWidget(1, widget);
    split.setRelativeSizes([viewer - share, share, forms]);
    widget.node.tabIndex = -1;
    widget.node.focus();
  };
}

function panelActions(
  run: (command: string, args?: Record<string, string>) => void,
  parts: LabParts
): Omit<PanelActions, 'showObjectTable'> {
  return {
    selectFeatures: () => run(CommandIDs.selectFeatures),
    addImage: () => run(CommandIDs.addImage),
    tryPracticeImage: () => run(CommandIDs.tryPracticeImage),
    keepVersion: () => run(CommandIDs.keepVersion),
    showVersions: () => run(CommandIDs.showVersions),
    relinkImage: imageId => run(CommandIDs.relinkImage, { imageId }),
    removeImage: imageId => run(CommandIDs.removeImage, { imageId }),
    showError: error => parts.showError(error)
  };
}

function messageActions(
  actions: PanelActions,
  store: IProjectStore,
  offers: BesideOffers,
  run: (command: string) => void,
  { trans }: LabParts
): MessageActions {
  const relink = {
    label: trans.__('Relink image…'),
    run: () => {
      const image = store.activeImage;
      if (image) {
        actions.relinkImage(image.id);
      }
    }
  };
  return {
    // “Add image” stands below, beside the thumbnails
    noImage: [
      {
        label: trans.__('Try the practice image'),
        run: actions.tryPracticeImage
      }
    ],
    get missing() {
      return [
        ...offers.actions(),
        relink,
        {
          label: trans.__('Relink folder…'),
          run: () => run(CommandIDs.relinkFolder)
        }
      ];
    },
    other: [
      relink,
      {
        label: trans.__('Use this image anyway'),
        run: () => run(CommandIDs.acceptImage)
      }
    ]
  };
}
