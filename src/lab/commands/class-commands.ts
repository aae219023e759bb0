import { InputDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { IOpenProject } from '../open-projects';
import {
  Arguments,
  list,
  readColor,
  readText,
  readWhole,
  text,
  whole
} from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Add, name, colour, delete, clear, merge and select classes. */
export function classCommands(trans: TranslationBundle): ProjectCommand[] {
  const classIndex = whole(trans.__('Class from 0; default: the active one'));
  return [
    {
      id: CommandIDs.selectClass,
      args: { classIndex: whole(trans.__('Class from 0')) },
      required: ['classIndex'],
      isEnabled: ({ store }, args) =>
        typeof args['classIndex'] !== 'number' ||
        args['classIndex'] < store.classes.length,
      isToggled: ({ store }, args) =>
        store.activeClassIndex === args['classIndex'],
      run: (project, args) => project.store.selectClass(target(project, args))
    },
    {
      id: CommandIDs.addClass,
      args: { name: text(trans.__('Name of the class')) },
      run: ({ store }, args) => store.addClass(readText(args, 'name'))
    },
    {
      id: CommandIDs.renameClass,
      args: { classIndex, name: text(trans.__('New name')) },
      run: async (project, args) => {
        const index = target(project, args);
        const { name: old } = project.store.classes[index];
        const name =
          readText(args, 'name') ??
          (
            await InputDialog.getText({
              title: trans.__('Rename class “%1”', old),
              text: old
            })
          ).value;
        if (name) {
          project.store.renameClass(index, name);
        }
      }
    },
    {
      id: CommandIDs.recolorClass,
      args: {
        classIndex,
        color: list(trans.__('Red, green, blue, each 0 to 255'), {
          type: 'integer'
        })
      },
      run: async (project, args) => {
        const index = target(project, args);
        const color =
          readColor(args, 'color') ??
          (await import('../dialogs/color-dialog').then(({ askColor }) =>
            askColor(project.store.classes[index], trans)
          ));
        if (color) {
          project.store.recolorClass(index, color);
        }
      }
    },
    {
      id: CommandIDs.deleteClass,
      args: { classIndex },
      isEnabled: ({ store }) => store.classes.length > 2,
      run: (project, args) => project.store.deleteClass(target(project, args))
    },
    {
      id: CommandIDs.clearClass,
      args: { classIndex },
      run: (project, args) => project.store.clearClass(target(project, args))
    },
    {
      id: CommandIDs.mergeClass,
      args: { classIndex, intoIndex: whole(trans.__('Class that gets them')) },
      isEnabled: ({ store }) => store.classes.length > 2,
      run: async (project, args) => {
        const index = target(project, args);
        const into =
          readWhole(args, 'intoIndex') ??
          (await askOther(project, index, trans));
        if (into !== null) {
          project.store.mergeClass(index, into);
        }
      }
    }
  ];
}

function target({ store }: IOpenProject, args: Arguments): number {
  return readWhole(args, 'classIndex') ?? store.activeClassIndex;
}

async function askOther(
  { store }: IOpenProject,
  index: number,
  trans: TranslationBundle
): Promise<number | null> {
  // names may be equal: the number tells them apart
  const items = store.classes.map(({ name }, i) => `${i + 1}: ${name}`);
  const others = items.filter((_, i) => i !== index);
  const { value } = await InputDialog.getItem({
    title: trans.__('Merge “%1” into', store.classes[index].name),
    items: others
  });
  return value === null ? null : items.indexOf(value);
}
