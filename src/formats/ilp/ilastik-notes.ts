import { Project } from '../../project/project';

/**
 * What ilastik will not show of a project, or will do in another way, one
 * sentence each: for the user to read before saving. The file opens there in
 * any case, and ilastik keeps what it does not know.
 */
export function notesForIlastik({
  settings,
  images,
  labels,
  forest,
  topics
}: Project): string[] {
  const notes: string[] = [];
  const { trainingChannels, channelViews } = settings;
  const count = Math.max(
    0,
    ...images.map(({ metadata }) => metadata?.shape.c ?? 0)
  );
  if (trainingChannels && trainingChannels.length !== count) {
    const names = trainingChannels.map(channel => channel + 1).join(', ');
    notes.push(
      `Only channel ${names} takes part in training. ilastik predicts the same with the stored classifier, but when it trains itself it uses all channels.`
    );
  }
  const isLabelled = [...labels.values()].some(({ isEmpty }) => !isEmpty);
  if (isLabelled && !forest) {
    notes.push(
      'No classifier is stored, as none fits the labels and features of now. ilastik trains its own before it predicts.'
    );
  }
  if (images.some(({ mask }) => mask)) {
    notes.push(
      'ilastik applies the prediction mask, which Pixel Forest does not: outside of it ilastik predicts nothing.'
    );
  }
  if (
    channelViews.some(
      ({ isVisible, window, color }) => !isVisible || window || color
    )
  ) {
    notes.push(
      'Colours, brightness and visibility of channels are shown by Pixel Forest only.'
    );
  }
  if (topics && topics.size > 0) {
    const words = new Set([...topics.keys()].map(wordsOfTopic));
    notes.push(
      `What Pixel Forest keeps beside (${[...words].join(', ')}) stays in the file, but ilastik does not show it.`
    );
  }
  return notes;
}

/** What a user calls the topics that parts of Pixel Forest keep. */
const TOPIC_WORDS: Readonly<Record<string, string>> = {
  segmentation: 'how objects are found',
  objectView: 'whether objects are shown',
  objectCorrections: 'corrections of objects',
  labelAuthors: 'who drew the labels',
  exportChoices: 'choices of the last export'
};

/** What a user calls it; a topic of another extension or a newer release keeps its name. */
function wordsOfTopic(topic: string): string {
  return /^version\d+$/.test(topic)
    ? 'named versions'
    : (TOPIC_WORDS[topic] ?? `“${topic}” of another extension`);
}
