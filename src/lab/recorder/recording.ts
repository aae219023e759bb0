import { ISignal, Signal } from '@lumino/signaling';
import { IDisposable } from '@lumino/disposable';
import { CommandIDs } from '../commands/ids';
import { IOpenProject, OpenProjects } from '../open-projects';
import { Edit } from '../../store/history';
import { MacroStep } from './macro';
import { listenToActions, MACRO_COMMANDS } from './recorded-actions';

/** A slider tells of every value it passes: only the last one is kept, per argument named. */
const LAST_ONLY: Readonly<Record<string, readonly string[]>> = {
  [CommandIDs.setLayerOpacity]: ['layerId'],
  [CommandIDs.setChannelView]: ['channel'],
  [CommandIDs.setBrushSize]: [],
  [CommandIDs.setPlane]: [],
  [CommandIDs.setObjects]: [],
  [CommandIDs.recolorClass]: ['classIndex']
};

/** The actions of one project as they happen, while it is switched on. */
export class Recording implements IDisposable {
  constructor(
    private readonly _project: IOpenProject,
    private readonly _projects: OpenProjects
  ) {}

  /** Steps were added or all were replaced, or it was switched. */
  get changed(): ISignal<Recording, void> {
    return this._changed;
  }

  get steps(): readonly MacroStep[] {
    return this._steps;
  }

  set steps(steps: readonly MacroStep[]) {
    this._steps = steps;
    this._changed.emit();
  }

  get isOn(): boolean {
    return this._stop !== null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  start(): void {
    if (this._stop) {
      return;
    }
    const stop = listenToActions(this._project.store, step => this._add(step));
    const onAction = (
      _: OpenProjects,
      { project, command, args }: MacroStep & { project: IOpenProject }
    ): void => {
      if (project === this._project && MACRO_COMMANDS.has(command)) {
        this._add({ command, args });
      }
    };
    this._projects.acted.connect(onAction);
    this._stop = () => {
      stop();
      this._projects.acted.disconnect(onAction);
    };
    this._changed.emit();
  }

  stop(): void {
    this._stop?.();
    this._stop = null;
    this._changed.emit();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this.stop();
      this._isDisposed = true;
      Signal.clearData(this);
    }
  }

  private _add(step: MacroStep): void {
    const last = this._steps[this._steps.length - 1];
    const base = this._stepBelow();
    const isFollowed =
      last !== undefined &&
      replaces(step, last) &&
      // what undo takes back one by one stays so
      (step.command !== CommandIDs.setObjects || base === this._base);
    this._base = base;
    this._steps = [
      ...(isFollowed ? this._steps.slice(0, -1) : this._steps),
      step
    ];
    this._changed.emit();
  }

  /** The undoable step before the last one: the same while a movement goes on. */
  private _stepBelow(): Edit | null {
    const { done } = this._project.store.history;
    return done[done.length - 2] ?? null;
  }

  private _base: Edit | null = null;
  private _steps: readonly MacroStep[] = [];
  private _stop: (() => void) | null = null;
  private _isDisposed = false;
  private readonly _changed = new Signal<Recording, void>(this);
}

/** Whether a step makes the one before it needless. */
function replaces(step: MacroStep, last: MacroStep): boolean {
  const same = LAST_ONLY[step.command];
  const names = (one: MacroStep): string => Object.keys(one.args).sort().join();
  return (
    same !== undefined &&
    step.command === last.command &&
    names(step) === names(last) &&
    same.every(name => step.args[name] === last.args[name])
  );
}
