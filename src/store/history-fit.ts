import { createProject, Project } from '../project/project';
import {
  ObjectCorrections,
  readObjectCorrections
} from '../project/object-corrections';
import { inOrder, setupOf } from '../project/project-state';
import { TopicTexts, withTopicTexts } from '../project/topics';
import { Edit, HistorySteps } from './history';

/** Before the name of a topic. */
const TOPIC = 'topic|';

/**
 * Whether steps that were kept elsewhere lead to the project of now: all that
 * the last of them set is what it is now. Then each can be taken back in turn;
 * else one of them would bring back what belongs to another state.
 */
export function isHistoryOf(steps: HistorySteps, project: Project): boolean {
  const { done, undone } = steps;
  const wanted = new Map<string, unknown>();
  const note = (edit: Edit, side: 'before' | 'after'): void => {
    for (const [part, value] of partsOf(edit, side)) {
      if (!wanted.has(part)) {
        wanted.set(part, value);
      }
    }
  };
  // the latest step is the one that counts, and what was undone last was before it
  [...undone].reverse().forEach(edit => note(edit, 'before'));
  [...done].reverse().forEach(edit => note(edit, 'after'));
  const areImagesThere = [...done, ...undone].every(({ labels }) =>
    labels.every(({ imageId }) =>
      project.images.some(({ id }) => id === imageId)
    )
  );
  return (
    areImagesThere &&
    [...wanted].every(([part, value]) => isSame(value, valueOf(project, part)))
  );
}

/** What a step set, by name. */
function partsOf(edit: Edit, side: 'before' | 'after'): [string, unknown][] {
  const { labels, classes, corrections, setup, objects } = edit;
  const parts: [string, unknown][] = labels.flatMap(({ imageId, change }) =>
    change.blocks.map(
      block =>
        [`labels|${block.key}|${imageId}`, block[side]] as [string, unknown]
    )
  );
  if (classes) {
    parts.push(['classes', classes[side]]);
  }
  if (corrections) {
    parts.push(['corrections', kept(corrections[side])]);
  }
  if (setup) {
    parts.push(['setup', inOrder(setup[side])]);
  }
  for (const [name, text] of Object.entries(objects?.[side] ?? {})) {
    parts.push(
      name === 'objectCorrections'
        ? ['corrections', correctionsOf({ [name]: text })]
        : [`${TOPIC}${name}`, text]
    );
  }
  return parts;
}

function valueOf(project: Project, part: string): unknown {
  switch (part) {
    case 'classes':
      return project.classes;
    case 'corrections':
      return kept(readObjectCorrections(project));
    case 'setup':
      return inOrder(setupOf(project));
    default: {
      if (part.startsWith(TOPIC)) {
        return project.topics?.get(part.slice(TOPIC.length)) ?? null;
      }
      const [, key, ...imageId] = part.split('|');
      return project.labels.get(imageId.join('|'))?.block(key) ?? null;
    }
  }
}

function correctionsOf(texts: TopicTexts): unknown {
  return kept(readObjectCorrections(withTopicTexts(createProject(), texts)));
}

function kept(corrections: ObjectCorrections): unknown {
  return [...corrections].filter(([, list]) => list.length > 0);
}

/** A block without labels is as good as none. */
function isSame(a: unknown, b: unknown): boolean {
  if (isBlock(a) || isBlock(b)) {
    const [one, other] = [a, b].map(block => (isBlock(block) ? block : null));
    const length = one?.length ?? other?.length ?? 0;
    for (let i = 0; i < length; i++) {
      if ((one?.[i] ?? 0) !== (other?.[i] ?? 0)) {
        return false;
      }
    }
    return true;
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

function isBlock(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}
