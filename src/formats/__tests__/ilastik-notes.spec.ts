import { withAuthorTopic } from '../../project/author-topic';
import { withObjectCorrections } from '../../project/object-corrections';
import { createProject, Project } from '../../project/project';
import { LabelImage } from '../../project/labels';
import {
  DEFAULT_SEGMENTATION,
  withSegmentation
} from '../../project/segmentation';
import { withTopic } from '../../project/topics';
import { notesForIlastik } from '../ilp/ilastik-notes';

describe('notesForIlastik', () => {
  it('has nothing to say about a new project', () => {
    expect(notesForIlastik(createProject())).toEqual([]);
  });

  it('tells of chosen channels, colours, a mask, a missing classifier and topics', () => {
    const project = createProject();
    const labels = new LabelImage({ t: 1, z: 1, y: 9, x: 9, c: 2 });
    labels.restore('0,0,0,0', new Uint8Array(64 * 64).fill(1));
    const edited: Project = {
      ...project,
      images: [
        {
          id: 'a',
          path: 'a.tif',
          innerPath: '',
          nickname: 'a',
          metadata: null,
          mask: { path: 'm.tif', innerPath: '' }
        }
      ],
      labels: new Map([['a', labels]]),
      settings: {
        ...project.settings,
        trainingChannels: [0, 2],
        channelViews: [{ isVisible: true, window: [1, 2], color: null }]
      }
    };
    const kept = ['version1', 'version2', 'marks'].reduce(
      (all, topic) => withTopic(all, topic, [1]),
      edited
    );
    const notes = notesForIlastik(kept);
    expect(notes).toEqual([
      expect.stringContaining('channel 1, 3'),
      expect.stringContaining('No classifier is stored'),
      expect.stringContaining('prediction mask'),
      expect.stringContaining('Colours'),
      expect.stringContaining('(named versions, “marks” of another extension)')
    ]);
  });

  it('has words for everything that Pixel Forest keeps itself', () => {
    let project = withSegmentation(createProject(), DEFAULT_SEGMENTATION);
    const removed = { plane: { t: 0, z: 0 }, kind: 'delete' } as const;
    project = withObjectCorrections(
      project,
      new Map([['a', [{ ...removed, at: { y: 1, x: 1 } }]]])
    );
    const labels = new LabelImage({ t: 1, z: 1, y: 9, x: 9, c: 2 });
    labels.restore('0,0,0,0', new Uint8Array(64 * 64).fill(1), ['Ana']);
    project = withAuthorTopic({ ...project, labels: new Map([['a', labels]]) });
    project = withTopic(project, 'objectView', { isOn: true });
    project = withTopic(project, 'exportChoices', {});
    const note = notesForIlastik(project).pop();
    expect(note).toContain(
      '(how objects are found, corrections of objects, who drew the labels, whether objects are shown, choices of the last export)'
    );
  });
});
