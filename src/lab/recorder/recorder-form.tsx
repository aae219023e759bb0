import { TranslationBundle } from '@jupyterlab/translation';
import { Button } from '@jupyterlab/ui-components';
import * as React from 'react';

/** What the recorder shows. */
export type RecorderState = {
  /** Of a macro file. */
  readonly text: string;
  readonly isRecording: boolean;
  readonly isReplaying: boolean;
  /** How far it is, or what went wrong. */
  readonly message: string;
};

export type RecorderFormProps = {
  readonly trans: TranslationBundle;
  readonly state: RecorderState;
  readonly onEdit: (text: string) => void;
  readonly onRecord: (isOn: boolean) => void;
  readonly onReplay: (isForAll: boolean) => void;
  readonly onCancel: () => void;
  readonly onOpen: () => void;
  readonly onSave: () => void;
  readonly onClear: () => void;
};

/** Buttons, the steps as text, and a line that says what happens. */
export function RecorderForm(props: RecorderFormProps): React.ReactElement {
  const { trans, state } = props;
  const { text, isRecording, isReplaying, message } = state;
  const steps = React.useRef<HTMLTextAreaElement>(null);
  React.useEffect(() => {
    if (isRecording && steps.current) {
      steps.current.scrollTop = steps.current.scrollHeight;
    }
  }, [text, isRecording]);
  const button = (
    label: string,
    title: string,
    onClick: () => void,
    more: { isPressed?: boolean; isOff?: boolean } = {}
  ): React.ReactElement => (
    <Button
      small
      className={
        more.isPressed ? 'jp-mod-accept jp-mod-styled' : 'jp-mod-styled'
      }
      title={title}
      aria-pressed={more.isPressed}
      disabled={more.isOff ?? isReplaying}
      onClick={onClick}
    >
      {label}
    </Button>
  );
  return (
    <div className="jp-PixelForest-recorder-form">
      <div
        className="jp-PixelForest-recorder-buttons"
        role="toolbar"
        aria-label={trans.__('Recorder')}
      >
        {button(
          trans.__('Recording'),
          trans.__('List what is done in the project from now on'),
          () => props.onRecord(!isRecording),
          { isPressed: isRecording }
        )}
        {button(
          trans.__('Replay'),
          trans.__('Do these steps on the image that is shown'),
          () => props.onReplay(false)
        )}
        {button(
          trans.__('Replay on all images'),
          trans.__('Do these steps on each image of the project in turn'),
          () => props.onReplay(true)
        )}
        {isReplaying &&
          button(
            trans.__('Cancel'),
            trans.__('Stop after the present step'),
            props.onCancel,
            { isOff: false }
          )}
        {button(
          trans.__('Open…'),
          trans.__('Open a saved macro'),
          props.onOpen
        )}
        {button(
          trans.__('Save…'),
          trans.__('Save these steps as a file'),
          props.onSave
        )}
        {button(
          trans.__('Clear'),
          trans.__('Remove all steps from this list'),
          props.onClear
        )}
      </div>
      <textarea
        ref={steps}
        className="jp-PixelForest-recorder-steps jp-mod-styled"
        aria-label={trans.__('Recorded steps')}
        title={
          isRecording
            ? trans.__('Stop recording to edit the steps')
            : trans.__('One step per line: a command and its arguments')
        }
        spellCheck={false}
        readOnly={isRecording || isReplaying}
        data-lm-suppress-shortcuts="true"
        value={text}
        onChange={event => props.onEdit(event.target.value)}
      />
      <div role="status" className="jp-PixelForest-recorder-message">
        {message}
      </div>
    </div>
  );
}
