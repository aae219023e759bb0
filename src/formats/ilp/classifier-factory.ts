/**
 * `ClassifierFactory`: ilastik's description of the classifier to train. It is
 * the text of a Python pickle; it is searched, never unpickled.
 */

/** What the description says. */
export type ClassifierFactory = {
  /** ilastik's class, e.g. `ParallelVigraRfLazyflowClassifierFactory`. */
  readonly className: string;
  /** Number of trees to train; null if it does not say. */
  readonly treeCount: number | null;
  /** Whether ilastik 1.4.1 and later find their way in it; else they take the default. */
  readonly isCurrent: boolean;
};

/** The one classifier that is trained here, too. */
const KNOWN_CLASS = 'ParallelVigraRfLazyflowClassifierFactory';

/** A module and, on the next line, the class. */
const CLASS = /c[\w.]+\n(\w*Factory)\n/;

/** Python 2 wrote `S'_num_trees'`, Python 3 `V_num_trees`. */
const TREES = /(S'|V)_num_trees'?\n(?:p\d+\n)?I(\d+)\n/;

/** Longer texts are none of ilastik's, and would take long to search. */
const MAX_LENGTH = 10_000;

/** @returns null if the text names no factory */
export function parseClassifierFactory(text: string): ClassifierFactory | null {
  const className =
    text.length > MAX_LENGTH ? undefined : CLASS.exec(text)?.[1];
  if (className === undefined) {
    return null;
  }
  const [, quote, count] = TREES.exec(text) ?? [];
  return {
    className,
    treeCount: count === undefined ? null : Number(count),
    isCurrent: quote === 'V'
  };
}

/** Whether a factory trains the kind of forest that is trained here. */
export function isKnownFactory({ className }: ClassifierFactory): boolean {
  return className === KNOWN_CLASS;
}

/**
 * How ilastik describes its default classifier. Releases up to 1.4.0 load these
 * very bytes as a Python object, later ones search them: only the two numbers
 * may change.
 *
 * @param forests number of forests the trees are split over
 */
export function formatClassifierFactory(
  treeCount: number,
  forests: number
): string {
  const lines = [
    'ccopy_reg',
    '_reconstructor',
    'p0',
    '(clazyflow.classifiers.parallelVigraRfLazyflowClassifier',
    KNOWN_CLASS,
    'p1',
    'c__builtin__',
    'object',
    'p2',
    'Ntp3',
    'Rp4',
    '(dp5',
    'VVERSION',
    'p6',
    'I2',
    'sV_num_trees',
    'p7',
    `I${treeCount}`,
    'sV_label_proportion',
    'p8',
    'NsV_variable_importance_path',
    'p9',
    'NsV_variable_importance_enabled',
    'p10',
    'I00',
    'sV_kwargs',
    'p11',
    '(dp12',
    'sV_num_forests',
    'p13',
    `I${forests}`,
    'sb.'
  ];
  return lines.join('\n');
}
