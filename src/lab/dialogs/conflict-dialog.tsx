import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { Disputed } from '../open-projects';

/** How far two states of one project are apart. */
export type StateDifference = {
  /** Pixels that both labelled, differently. */
  readonly disputedCount: number;
  readonly onlyMineCount: number;
  readonly onlyTheirsCount: number;
  /** Images that only they have. */
  readonly newImageCount: number;
  /** Classes that only they have. */
  readonly newClassCount: number;
  /** Who painted there besides the user; empty if nobody signed. */
  readonly authors: readonly string[];
};

/** Somebody else saved the file that is about to be written. */
export type ConflictQuestion = {
  readonly fileName: string;
  /** When they saved. */
  readonly modified: Date;
  /** null where the states cannot be compared. */
  readonly difference: StateDifference | null;
  /** Why they cannot be merged; '' = they can. */
  readonly problem: string;
  /** Whether theirs can be opened. */
  readonly isReadable: boolean;
};

/** What shall become of the two states. */
export type ConflictAnswer =
  | { readonly way: 'copy' | 'theirs' | 'overwrite' }
  | { readonly way: 'merge'; readonly disputed: Disputed };

/** What is known of their state, and how disputes are settled. */
class ConflictBody extends ReactWidget {
  constructor(
    private readonly _question: ConflictQuestion,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-conflict');
  }

  getValue(): Disputed {
    return this._disputed;
  }

  protected render(): JSX.Element {
    const { fileName, modified, difference, problem } = this._question;
    const trans = this._trans;
    return (
      <>
        <p>{whoSaved(fileName, modified, difference, trans)}</p>
        {difference && (
          <table>
            <tbody>
              {rowsOf(difference, trans).map(([words, count]) => (
                <tr key={words}>
                  <th scope="row">{words}</th>
                  <td>{count.toLocaleString()}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {problem === '' ? (
          <>
            <label>
              {trans.__('When merging, pixels labelled differently become')}{' '}
              <select
                defaultValue={this._disputed}
                onChange={event => {
                  this._disputed = event.target.value as Disputed;
                }}
              >
                <option value="mine">{trans.__('as I labelled them')}</option>
                <option value="theirs">
                  {trans.__('as they labelled them')}
                </option>
                <option value="unlabelled">{trans.__('unlabelled')}</option>
              </select>
            </label>
            <p>
              {trans.__(
                'A merge keeps every label that one of you has, also where the other erased it. Features and settings stay yours. Undo takes the labels back.'
              )}
            </p>
          </>
        ) : (
          <p role="alert">{problem}</p>
        )}
      </>
    );
  }

  private _disputed: Disputed = 'mine';
}

/** @returns null if the user will decide later */
export async function askAboutConflict(
  question: ConflictQuestion,
  trans: TranslationBundle
): Promise<ConflictAnswer | null> {
  const copy = { label: trans.__('Keep mine as a copy'), actions: ['copy'] };
  const canMerge = question.problem === '';
  const buttons = [
    Dialog.cancelButton(),
    question.isReadable
      ? Dialog.warnButton({
          label: trans.__('Take theirs'),
          caption: trans.__('Opens their state; your unsaved changes are lost'),
          actions: ['theirs']
        })
      : Dialog.warnButton({
          label: trans.__('Overwrite'),
          caption: trans.__('Writes your state in place of the broken file'),
          actions: ['overwrite']
        }),
    canMerge ? Dialog.createButton(copy) : Dialog.okButton(copy)
  ];
  if (canMerge) {
    buttons.push(
      Dialog.okButton({ label: trans.__('Merge labels'), actions: ['merge'] })
    );
  }
  const { button, value } = await showDialog<Disputed>({
    title: trans.__('Somebody else saved this project'),
    body: new ConflictBody(question, trans),
    buttons,
    defaultButton: buttons.length - 1
  });
  const [way] = button.actions;
  if (way === 'merge') {
    return { way, disputed: value ?? 'mine' };
  }
  return way === 'copy' || way === 'theirs' || way === 'overwrite'
    ? { way }
    : null;
}

function whoSaved(
  fileName: string,
  modified: Date,
  difference: StateDifference | null,
  trans: TranslationBundle
): string {
  const when = modified.toLocaleString();
  const authors = difference?.authors.join(', ') ?? '';
  return authors === ''
    ? trans.__(
        '%1 was saved in another tab or by somebody else on %2. It was not written over.',
        fileName,
        when
      )
    : trans.__(
        '%1 was saved in another tab or by somebody else on %2; labels there are by %3. It was not written over.',
        fileName,
        when,
        authors
      );
}

function rowsOf(
  difference: StateDifference,
  trans: TranslationBundle
): [string, number][] {
  const rows: [string, number][] = [
    [trans.__('Pixels labelled differently'), difference.disputedCount],
    [trans.__('Pixels that only you labelled'), difference.onlyMineCount],
    [trans.__('Pixels that only they labelled'), difference.onlyTheirsCount],
    [trans.__('Images that only they have'), difference.newImageCount],
    [trans.__('Classes that only they have'), difference.newClassCount]
  ];
  return rows.filter(([, count], i) => i < 3 || count > 0);
}
