import { TranslationBundle } from '@jupyterlab/translation';
import { CommandTitle } from './command';
import { CommandIDs } from './ids';

/** Titles of the commands for separate objects. */
export function objectTitles(
  trans: TranslationBundle
): Readonly<Record<string, CommandTitle>> {
  return {
    [CommandIDs.toggleObjects]: {
      label: trans.__('Show objects'),
      caption: trans.__('Separate the map on screen into objects'),
      isToggleable: true
    },
    [CommandIDs.setObjects]: {
      label: trans.__('Set object settings'),
      caption: trans.__('Set how a map becomes separate objects')
    },
    [CommandIDs.fitObjects]: {
      label: trans.__('Fit objects to their size'),
      caption: trans.__(
        'Set smoothing, minimum size and split depth by how large the pieces of the map are'
      )
    },
    [CommandIDs.excludeRegion]: {
      label: trans.__('Exclude a region'),
      caption: trans.__('Leave the objects of a region out')
    },
    [CommandIDs.includeRegion]: {
      label: trans.__('Take an excluded region back'),
      caption: trans.__('Find objects again in a region that was left out')
    },
    [CommandIDs.deleteObjects]: {
      label: trans.__('Delete objects'),
      caption: trans.__('Delete the selected objects')
    },
    [CommandIDs.mergeObjects]: {
      label: trans.__('Merge objects'),
      caption: trans.__('Make the selected objects one')
    },
    [CommandIDs.splitObjects]: {
      label: trans.__('Split objects'),
      caption: trans.__('Split the objects that a line crosses')
    },
    [CommandIDs.drawObject]: {
      label: trans.__('Draw an object'),
      caption: trans.__('Make the inside of an outline an object')
    },
    [CommandIDs.removeCorrection]: {
      label: trans.__('Take back a correction of objects'),
      caption: trans.__('Take one correction out of the list')
    }
  };
}
