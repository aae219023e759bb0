import { LabIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { IOpenProject, OpenProjects } from '../open-projects';
import type {
  ArgumentDescription,
  Arguments,
  ArgumentSchemas
} from './arguments';

/** What menus, palette and toolbars show of a command. */
export type CommandTitle = {
  readonly label: string | ((args: Arguments) => string);
  readonly caption: string;
  readonly icon?: LabIcon | ((args: Arguments) => LabIcon | undefined);
  readonly isToggleable?: boolean;
  /** Whether it makes sense without an open project. */
  readonly isGeneral?: boolean;
};

type CommandArguments = {
  readonly id: string;
  readonly args?: ArgumentSchemas;
  readonly required?: readonly string[];
};

/** What a command does that needs no open project. */
export type GeneralCommand = CommandArguments & {
  readonly isEnabled?: (args: Arguments) => boolean;
  readonly run: (args: Arguments) => unknown;
};

/** What a command does that calls one verb of the project in front. */
export type ProjectCommand = CommandArguments & {
  /** Asked only while a project is in front. */
  readonly isEnabled?: (project: IOpenProject, args: Arguments) => boolean;
  readonly isToggled?: (project: IOpenProject, args: Arguments) => boolean;
  readonly run: (project: IOpenProject, args: Arguments) => unknown;
};

/** What all commands do; loaded when one is first needed. */
export type CommandBodies = {
  readonly general: ReadonlyMap<string, GeneralCommand>;
  readonly project: ReadonlyMap<string, ProjectCommand>;
};

/**
 * Adds commands by their titles; what they do is loaded with the first of them,
 * or with the first project. What they throw is shown and thrown on, so that a
 * macro stops.
 */
export class CommandAdder {
  constructor(
    private readonly _commands: CommandRegistry,
    private readonly _projects: OpenProjects,
    private readonly _load: () => Promise<CommandBodies>,
    private readonly _showError: (error: unknown) => void
  ) {}

  add(titles: Readonly<Record<string, CommandTitle>>): void {
    for (const [id, title] of Object.entries(titles)) {
      const { label, caption, icon, isGeneral, isToggleable } = title;
      this._commands.addCommand(id, {
        label,
        caption,
        icon,
        describedBy: () => this._describe(id),
        isEnabled: args =>
          isGeneral
            ? (this._bodies?.general.get(id)?.isEnabled?.(args) ?? true)
            : this._isProjectEnabled(id, args),
        ...(isToggleable
          ? { isToggled: (args: Arguments) => this._isToggled(id, args) }
          : {}),
        execute: args => this._run(id, args)
      });
    }
    // buttons that were there first
    Object.keys(titles).forEach(id => this._commands.notifyCommandChanged(id));
  }

  /** What the commands do; afterwards their states are exact. */
  async load(): Promise<CommandBodies> {
    this._loading ??= this._load().then(bodies => {
      this._bodies = bodies;
      // those of `titles.ts` may be added later, and tell of themselves then
      [...bodies.general.keys(), ...bodies.project.keys()]
        .filter(id => this._commands.hasCommand(id))
        .forEach(id => this._commands.notifyCommandChanged(id));
      return bodies;
    });
    return this._loading;
  }

  private _isProjectEnabled(id: string, args: Arguments): boolean {
    const project = this._projects.current;
    const body = this._bodies?.project.get(id);
    return project !== null && (body?.isEnabled?.(project, args) ?? true);
  }

  private _isToggled(id: string, args: Arguments): boolean {
    const project = this._projects.current;
    const body = this._bodies?.project.get(id);
    return project !== null && (body?.isToggled?.(project, args) ?? false);
  }

  private async _describe(id: string): Promise<ArgumentDescription> {
    const { general, project } = await this.load();
    const { describeArguments } = await import('./arguments');
    const command = general.get(id) ?? project.get(id);
    return describeArguments(command?.args ?? {}, command?.required);
  }

  private async _run(id: string, args: Arguments): Promise<unknown> {
    try {
      const { general, project } = await this.load();
      const front = this._projects.current;
      const command = project.get(id);
      if (!command) {
        return await general.get(id)?.run(args);
      }
      return front === null ? undefined : await command.run(front, args);
    } catch (error) {
      this._showError(error);
      throw error;
    }
  }

  private _bodies: CommandBodies | null = null;
  private _loading: Promise<CommandBodies> | null = null;
}
