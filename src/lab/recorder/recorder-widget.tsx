import { MainAreaWidget, ReactWidget } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import * as React from 'react';
import { isAbort } from '../../errors';
import { projectIcon } from '../icons';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { MacroFiles } from './macro-files';
import { MACRO_COMMANDS } from './recorded-actions';
import { readMacro, writeMacro } from './macro';
import { RecorderForm, RecorderState } from './recorder-form';
import { Recording } from './recording';
import { replay } from './replay';

/** Opens the recorder of a project below the main area, or brings it to the front. Recording begins. */
export function showRecorder(
  project: IOpenProject,
  commands: CommandRegistry,
  { app, projects, ...parts }: LabParts
): void {
  const id = `${project.widget.id}-recorder`;
  const there = [...app.shell.widgets('down')].find(own => own.id === id);
  if (there) {
    app.shell.activateById(id);
    return;
  }
  const recording = new Recording(project, projects);
  const content = new RecorderView(
    project,
    recording,
    commands,
    { ...parts, app, projects },
    () => app.shell.activateById(project.widget.id)
  );
  const widget = new MainAreaWidget({ content });
  widget.id = id;
  widget.title.label = parts.trans.__('Recorder');
  widget.title.caption = parts.trans.__(
    'What is done in %1, as commands',
    project.widget.title.label
  );
  widget.title.icon = projectIcon;
  widget.title.closable = true;
  widget.disposed.connect(() => recording.dispose());
  project.widget.disposed.connect(() => widget.dispose());
  app.shell.add(widget, 'down');
  app.shell.activateById(id);
  recording.start();
}

/** The recorder's form with its state. */
class RecorderView extends ReactWidget {
  constructor(
    private readonly _project: IOpenProject,
    private readonly _recording: Recording,
    private readonly _commands: CommandRegistry,
    parts: LabParts,
    private readonly _showProject: () => void
  ) {
    super();
    this._trans = parts.trans;
    this._files = new MacroFiles(parts);
    this.addClass('jp-PixelForest-recorder');
    _recording.changed.connect(() => {
      this._text = writeMacro(_recording.steps);
      this.update();
    });
  }

  protected render(): React.ReactElement {
    const state: RecorderState = {
      text: this._text,
      isRecording: this._recording.isOn,
      isReplaying: this._running !== null,
      message: this._message
    };
    return (
      <RecorderForm
        trans={this._trans}
        state={state}
        onEdit={text => {
          this._text = text;
          this.update();
        }}
        onRecord={isOn => this._record(isOn)}
        onReplay={isForAll => void this._replay(isForAll)}
        onCancel={() => this._running?.abort()}
        onOpen={() => void this._try(() => this._open())}
        onSave={() => void this._try(() => this._save())}
        onClear={() => {
          this._recording.steps = [];
        }}
      />
    );
  }

  private _record(isOn: boolean): void {
    void this._try(async () => {
      if (isOn) {
        // what was edited is gone on with
        this._recording.steps = readMacro(this._text, MACRO_COMMANDS);
        this._recording.start();
      } else {
        this._recording.stop();
      }
    });
  }

  private async _open(): Promise<void> {
    const opened = await this._files.open(this._project.folder);
    if (opened) {
      this._recording.stop();
      this._recording.steps = readMacro(opened.text, MACRO_COMMANDS);
    }
  }

  private async _save(): Promise<void> {
    readMacro(this._text, MACRO_COMMANDS);
    const name = await this._files.save(this._project.folder, this._text);
    if (name !== null) {
      this._message = this._trans.__('Saved as %1.', name);
    }
  }

  /** @param isForAll on every image of the project, else on the one shown */
  private async _replay(isForAll: boolean): Promise<void> {
    await this._try(async () => {
      const macro = readMacro(this._text, MACRO_COMMANDS);
      this._recording.stop();
      const { store } = this._project;
      const running = new AbortController();
      this._running = running;
      const shown = store.activeImage;
      const images = isForAll
        ? store.project.images
        : store.project.images.filter(image => image === shown);
      try {
        for (const [i, image] of images.entries()) {
          this._showProject();
          store.selectImage(image.id);
          await replay(macro, this._commands, {
            signal: running.signal,
            onStep: number => {
              this._message = this._trans.__(
                '%1 (%2 of %3): step %4 of %5',
                image.nickname,
                i + 1,
                images.length,
                number,
                macro.length
              );
              this.update();
            }
          });
        }
        this._message = this._trans._n(
          'Done on %1 image.',
          'Done on %1 images.',
          images.length
        );
      } catch (error) {
        if (!isAbort(error)) {
          throw error;
        }
        this._message = this._trans.__('Cancelled. Done steps can be undone.');
      } finally {
        this._running = null;
      }
    });
  }

  /** What goes wrong is said below the steps. */
  private async _try(work: () => Promise<void>): Promise<void> {
    this._message = '';
    try {
      await work();
    } catch (error) {
      this._message = error instanceof Error ? error.message : String(error);
    }
    this.update();
  }

  private readonly _trans: TranslationBundle;
  private readonly _files: MacroFiles;
  private _text = writeMacro([]);
  private _message = '';
  private _running: AbortController | null = null;
}
