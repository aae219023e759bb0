import { TranslationBundle } from '@jupyterlab/translation';
import { Disputed, IOpenProject } from '../open-projects';
import { NumberMeaning } from '../../project/label-import';
import {
  flag,
  list,
  readFlag,
  readText,
  readTextMap,
  readTexts,
  readWord,
  text,
  textMap,
  word
} from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

const DISPUTED: readonly Disputed[] = ['mine', 'theirs', 'unlabelled'];
const MEANINGS: readonly NumberMeaning[] = ['classes', 'objects'];

/** Labels from and for other programs and persons. */
export function labelCommands(trans: TranslationBundle): ProjectCommand[] {
  const hasImage = ({ store }: IOpenProject): boolean =>
    store.activeImage !== null;
  const imageId = text(trans.__('Image; default: the active one'));
  const path = text(trans.__('Path on the server; asked for if missing'));
  const classes = textMap(
    trans.__(
      'Class of this project per class or number of theirs; null leaves out; default: by name, new ones are added'
    )
  );
  return [
    {
      id: CommandIDs.importLabels,
      args: {
        path,
        imageId,
        meaning: word(trans.__('What numbers stand for'), MEANINGS),
        classes,
        objectClass: text(trans.__('Class of objects; default: the first')),
        backgroundClass: text(
          trans.__('Class of everything else; default: unlabelled')
        ),
        hasGaps: flag(trans.__('Keep touching objects apart; default: true')),
        disputed: word(
          trans.__('Whose label stays where they differ; default: mine'),
          DISPUTED
        )
      },
      isEnabled: hasImage,
      run: (project, args) =>
        project.importLabels({
          path: readText(args, 'path'),
          imageId: readText(args, 'imageId'),
          meaning: readWord(args, 'meaning', MEANINGS),
          classes: readTextMap(args, 'classes'),
          objectClass: readText(args, 'objectClass'),
          backgroundClass: readText(args, 'backgroundClass'),
          hasGaps: readFlag(args, 'hasGaps'),
          disputed: readWord(args, 'disputed', DISPUTED)
        })
    },
    {
      id: CommandIDs.exportLabels,
      args: {
        formats: list(
          trans.__(
            'labels-tiff, labels-png, labels-labkit, labels-labkit-tiff or labels-objects; asked for if missing'
          ),
          { type: 'string' }
        ),
        folder: text(trans.__('Folder; default: the project’s')),
        imageId
      },
      isEnabled: hasImage,
      run: (project, args) =>
        project.exportResults({
          dialog: 'labels',
          exporters: readTexts(args, 'formats'),
          folder: readText(args, 'folder'),
          imageId: readText(args, 'imageId')
        })
    },
    {
      id: CommandIDs.importProjectLabels,
      args: {
        path,
        images: textMap(
          trans.__(
            'Image of this project per image of theirs, by id; null leaves out; default: by content or name'
          )
        ),
        classes,
        author: text(
          trans.__('Who drew theirs; default: as their project says')
        ),
        disputed: word(
          trans.__(
            'Whose label stays where they differ; shown and asked for if missing'
          ),
          DISPUTED
        )
      },
      isEnabled: hasImage,
      run: (project, args) =>
        project.importProjectLabels({
          path: readText(args, 'path'),
          images: readTextMap(args, 'images'),
          classes: readTextMap(args, 'classes'),
          author: readText(args, 'author'),
          disputed: readWord(args, 'disputed', DISPUTED)
        })
    }
  ];
}
