import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import React from 'react';
import { IProjectStore } from '../store/contract';
import { ChannelsForm } from './channels-form';
import { ClassesForm } from './classes-form';
import { ClassifierForm } from './classifier-form';
import { ImageStrip } from './image-strip';
import { LayersForm } from './layers-form';
import { ObjectsForm } from './objects-form';
import { useStoreChanges } from './use-store';

/** What the forms ask of their host: things that need a dialog. */
export type PanelActions = {
  selectFeatures: () => void;
  addImage: () => void;
  tryPracticeImage: () => void;
  keepVersion: () => void;
  showVersions: () => void;
  relinkImage: (imageId: string) => void;
  /** Asks first where labels would be lost. */
  removeImage: (imageId: string) => void;
  showError: (error: unknown) => void;
  /** Lists the objects below the image. */
  showObjectTable: () => void;
};

/** The forms beside the viewer, in the order of the work. */
export class SidePanel extends ReactWidget {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _actions: PanelActions,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-panel');
    this.node.setAttribute('aria-label', _trans.__('Pixel classification'));
    this.node.setAttribute('role', 'region');
  }

  protected render(): JSX.Element {
    const { _store: store, _trans: trans, _actions: actions } = this;
    return (
      <>
        <EmptyProject store={store} trans={trans} />
        <Section title={trans.__('Channels')}>
          <ChannelsForm store={store} trans={trans} />
        </Section>
        <Section title={trans.__('Classes')}>
          <ClassesForm store={store} trans={trans} />
        </Section>
        <Section title={trans.__('Classifier')}>
          <ClassifierForm
            store={store}
            trans={trans}
            selectFeatures={actions.selectFeatures}
            showError={actions.showError}
          />
        </Section>
        <Section title={trans.__('Objects')}>
          <ObjectsForm store={store} trans={trans} actions={actions} />
        </Section>
        <Section title={trans.__('Layers')}>
          <LayersForm store={store} trans={trans} />
        </Section>
        <Section title={trans.__('Versions')}>
          <div className="jp-PixelForest-buttons">
            <button
              className="jp-mod-styled"
              title={trans.__(
                'Keep labels, classes and features of now under a name'
              )}
              onClick={actions.keepVersion}
            >
              {trans.__('Keep version…')}
            </button>
            <button
              className="jp-mod-styled"
              title={trans.__(
                'List the versions, go back to one, compare what they predict'
              )}
              onClick={actions.showVersions}
            >
              {trans.__('Versions…')}
            </button>
          </div>
        </Section>
      </>
    );
  }
}

/** The images below the viewer. */
export class ImageStripWidget extends ReactWidget {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _actions: PanelActions,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-stripHost');
  }

  protected render(): JSX.Element {
    return (
      <ImageStrip
        store={this._store}
        trans={this._trans}
        addImage={this._actions.addImage}
        relinkImage={this._actions.relinkImage}
        removeImage={this._actions.removeImage}
      />
    );
  }
}

function EmptyProject(props: {
  store: IProjectStore;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { store, trans } = props;
  useStoreChanges(store, ['images']);
  if (store.project.images.length > 0) {
    return null;
  }
  return (
    <div className="jp-PixelForest-welcome">
      <p>
        {trans.__(
          'This project has no image yet: add one below, or drag one from the file browser.'
        )}
      </p>
    </div>
  );
}

function Section(props: {
  title: string;
  children: React.ReactNode;
}): JSX.Element {
  return (
    <details open className="jp-PixelForest-section">
      <summary>{props.title}</summary>
      {props.children}
    </details>
  );
}
