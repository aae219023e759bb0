import { Project } from '../project/project';
import { readTopic, withTopic } from '../project/topics';

/** What of the objects is shown. */
export type ObjectView = {
  readonly isOn: boolean;
  /** All slices of a stack are cut together, else the one on screen alone. */
  readonly isWholeStack: boolean;
};

/** Topic of the project file. */
const TOPIC = 'objectView';

/** What the project says; off and whole stacks if it says nothing. */
export function objectViewOf(project: Project): ObjectView {
  const stored = readTopic(project, TOPIC, value =>
    typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : null
  );
  return {
    isOn: stored?.isOn === true,
    isWholeStack: stored?.isWholeStack !== false
  };
}

/** The project with another view. */
export function withObjectView(project: Project, view: ObjectView): Project {
  return withTopic(project, TOPIC, view);
}
