import { Notification } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { notesForIlastik } from '../../formats/ilp/ilastik-notes';
import { Project } from '../../project/project';

/** Sentences that were said since the page was loaded. */
const said = new Set<string>();

/** Long enough to read two sentences. */
const SHOWN_MS = 15_000;

/**
 * Says what ilastik will not show of a project that is about to be saved, each
 * sentence once. That it trains its own classifier where none is stored goes
 * without saying.
 */
export function tellAboutIlastik(
  project: Project,
  trans: TranslationBundle
): void {
  const notes = notesForIlastik({ ...project, labels: new Map() });
  const news = notes.filter(note => !said.has(note));
  news.forEach(note => said.add(note));
  if (news.length > 0) {
    Notification.info(
      [trans.__('Saved for ilastik, too. It opens the project, but:')]
        .concat(news)
        .join('\n'),
      { autoClose: SHOWN_MS }
    );
  }
}
