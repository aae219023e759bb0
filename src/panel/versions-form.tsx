import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';
import { StoredVersion } from '../project/version-text';
import { ListedVersion, VersionDesk } from '../store/version-desk';
import { toHex } from './colors';
import { ComparisonForm } from './comparison-form';

/** What the form asks of its host: things that need a dialog. */
export type VersionActions = {
  /** Offers to keep the present state first. */
  goBack: (id: string) => void;
  rename: (id: string) => void;
  /** Asks first. */
  remove: (id: string) => void;
  close: () => void;
  showError: (error: unknown) => void;
};

/** The named versions of a project: keep one, go back to one, compare two. */
export function VersionsForm(props: {
  desk: VersionDesk;
  trans: TranslationBundle;
  actions: VersionActions;
}): JSX.Element {
  const { desk, trans, actions } = props;
  useChanges(desk);
  const { versions } = desk;
  return (
    <>
      <h2>{trans.__('Versions')}</h2>
      <p className="jp-PixelForest-hint">
        {trans.__(
          'A version keeps labels, classes, features, training channels and seed under a name. It is saved with the project.'
        )}
      </p>
      <KeepField desk={desk} trans={trans} showError={actions.showError} />
      <RoomMeter desk={desk} trans={trans} />
      {versions.length === 0 ? (
        <p>{trans.__('No version is kept yet.')}</p>
      ) : (
        <ul
          className="jp-PixelForest-list jp-PixelForest-versions"
          aria-label={trans.__('Kept versions')}
        >
          {versions.map(listed => (
            <VersionRow
              key={listed.id}
              listed={listed}
              trans={trans}
              actions={actions}
            />
          ))}
        </ul>
      )}
      <ComparisonForm desk={desk} trans={trans} showError={actions.showError} />
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled jp-mod-reject"
          title={trans.__('Close the versions and end the comparison')}
          onClick={() => actions.close()}
        >
          {trans.__('Close versions')}
        </button>
      </div>
    </>
  );
}

/** Keeps the present state under a name. */
function KeepField(props: {
  desk: VersionDesk;
  trans: TranslationBundle;
  showError: (error: unknown) => void;
}): JSX.Element {
  const { desk, trans, showError } = props;
  const [name, setName] = useState('');
  const keep = (event: React.FormEvent): void => {
    event.preventDefault();
    try {
      desk.keep(name);
      setName('');
    } catch (error) {
      showError(error);
    }
  };
  return (
    <form className="jp-PixelForest-fields" onSubmit={keep}>
      <label
        title={trans.__('What the present state is, in a few words of yours')}
      >
        {trans.__('Name')}
        <input
          type="text"
          maxLength={100}
          value={name}
          placeholder={trans.__('before the crowded region')}
          onChange={event => setName(event.target.value)}
        />
      </label>
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled jp-mod-accept"
          type="submit"
          disabled={name.trim() === ''}
          title={trans.__('Keep the present state under this name')}
        >
          {trans.__('Keep version')}
        </button>
      </div>
    </form>
  );
}

/** How much of their room the versions take. */
function RoomMeter(props: {
  desk: VersionDesk;
  trans: TranslationBundle;
}): JSX.Element {
  const { desk, trans } = props;
  const used = desk.usedSize;
  const text = trans.__(
    '%1 of %2 MB used',
    megabytes(used),
    String(desk.limit / 1e6)
  );
  return (
    <label
      className="jp-PixelForest-room"
      title={trans.__('All versions of a project share this room in its file')}
    >
      <meter
        min={0}
        max={desk.limit}
        high={0.9 * desk.limit}
        value={used}
        aria-label={trans.__('Room for versions')}
      />
      <span>{text}</span>
    </label>
  );
}

function VersionRow(props: {
  listed: ListedVersion;
  trans: TranslationBundle;
  actions: VersionActions;
}): JSX.Element {
  const { listed, trans, actions } = props;
  const { id, version, size } = listed;
  const name = version?.name ?? trans.__('Damaged version');
  const button = (
    label: string,
    caption: string,
    run: (id: string) => void
  ): JSX.Element => (
    <button
      className="jp-mod-styled"
      aria-label={trans.__('%1: %2', label, name)}
      title={caption}
      onClick={() => run(id)}
    >
      {label}
    </button>
  );
  return (
    <li className="jp-PixelForest-version">
      <strong>{name}</strong>
      <small>{version ? whenAndWho(version, size, trans) : null}</small>
      {version ? (
        <Counts version={version} />
      ) : (
        <p className="jp-PixelForest-problem">
          {trans.__('What the file says of it makes no sense.')}
        </p>
      )}
      <div className="jp-PixelForest-buttons">
        {version &&
          button(
            trans.__('Go back'),
            trans.__(
              'Make this the present state; Undo takes that back. You are asked whether to keep the present one first.'
            ),
            actions.goBack
          )}
        {version &&
          button(
            trans.__('Rename…'),
            trans.__('Give this version another name'),
            actions.rename
          )}
        {button(
          trans.__('Delete…'),
          trans.__('Delete this version from the project'),
          actions.remove
        )}
      </div>
    </li>
  );
}

/** Labelled pixels per class. */
function Counts(props: { version: StoredVersion }): JSX.Element {
  const { classes, counts } = props.version;
  return (
    <span className="jp-PixelForest-versionCounts">
      {classes.map(({ name, color }, i) => (
        <span key={i}>
          <span
            className="jp-PixelForest-legend"
            style={{ background: toHex(color) }}
            aria-hidden="true"
          />
          {`${name} ${counts[i].toLocaleString()}`}
        </span>
      ))}
    </span>
  );
}

function whenAndWho(
  { savedAt, author }: StoredVersion,
  size: number,
  trans: TranslationBundle
): string {
  const when = new Date(savedAt).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short'
  });
  const room = trans.__('%1 MB', megabytes(size));
  return author === ''
    ? trans.__('%1, %2', when, room)
    : trans.__('%1 by %2, %3', when, author, room);
}

/** One digit behind the point; what is there is never shown as nothing. */
function megabytes(characters: number): string {
  const megabytes = characters / 1e6;
  return characters > 0 && megabytes < 0.1 ? '<0.1' : megabytes.toFixed(1);
}

/** Draws the component anew when the versions or the comparison changed. */
function useChanges(desk: VersionDesk): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    const draw = (): void => setCount(count => count + 1);
    desk.changed.connect(draw);
    return () => {
      desk.changed.disconnect(draw);
    };
  }, [desk]);
}
