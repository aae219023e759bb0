import { InputDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { IOpenProject } from '../open-projects';
import {
  need,
  numeric,
  points,
  POINTS_WANTED,
  readNumber,
  readPoints,
  readText,
  readWhole,
  text,
  whole
} from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Tools, brush sizes, strokes, undo and redo. */
export function paintCommands(trans: TranslationBundle): ProjectCommand[] {
  return [
    {
      id: CommandIDs.setTool,
      args: {
        tool: text(trans.__('pan, brush, eraser, contrast or a tool added'))
      },
      required: ['tool'],
      isToggled: ({ store }, args) => store.tool === args['tool'],
      run: ({ store }, args) =>
        store.setTool(
          need(readText(args, 'tool'), 'tool', trans.__('the name of a tool'))
        )
    },
    {
      id: CommandIDs.setBrushSize,
      args: { diameter: whole(trans.__('Diameter in pixels'), 1) },
      run: async (project, args) => {
        const diameter =
          readWhole(args, 'diameter') ?? (await askSize(project, trans));
        if (diameter !== null) {
          setDiameter(project, diameter);
        }
      }
    },
    {
      id: CommandIDs.growBrush,
      run: ({ actions }) => actions.stepBrush(1)
    },
    {
      id: CommandIDs.shrinkBrush,
      run: ({ actions }) => actions.stepBrush(-1)
    },
    {
      id: CommandIDs.paintStroke,
      args: {
        points: points(trans.__('Image points [y, x]')),
        classIndex: {
          type: ['integer', 'null'],
          minimum: 0,
          description: trans.__('Class from 0; null erases')
        },
        diameter: numeric(trans.__('Brush diameter in pixels, 1 or more'))
      },
      required: ['points'],
      isEnabled: ({ store }) => store.activeImage !== null,
      run: ({ store }, args) => {
        const isErasing = args['classIndex'] === null;
        store.paint({
          points: need(readPoints(args, 'points'), 'points', POINTS_WANTED),
          classIndex: isErasing
            ? null
            : (readWhole(args, 'classIndex') ?? store.activeClassIndex),
          diameter: readNumber(args, 'diameter') ?? store.brushDiameter
        });
      }
    },
    {
      id: CommandIDs.undo,
      isEnabled: ({ store }) => store.canUndo,
      run: ({ store }) => store.undo()
    },
    {
      id: CommandIDs.redo,
      isEnabled: ({ store }) => store.canRedo,
      run: ({ store }) => store.redo()
    }
  ];
}

function diameterOf({ store }: IOpenProject): number {
  return store.tool === 'eraser' ? store.eraserDiameter : store.brushDiameter;
}

function setDiameter({ store }: IOpenProject, diameter: number): void {
  if (store.tool === 'eraser') {
    store.setEraserDiameter(diameter);
  } else {
    store.setBrushDiameter(diameter);
  }
}

async function askSize(
  project: IOpenProject,
  trans: TranslationBundle
): Promise<number | null> {
  const { value } = await InputDialog.getNumber({
    title: trans.__('Brush size'),
    label: trans.__('Diameter in pixels'),
    value: diameterOf(project)
  });
  return value;
}
