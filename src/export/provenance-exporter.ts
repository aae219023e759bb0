import { planText } from './file-plan';
import { methodsText, reproduceCommand } from './methods-text';
import { singleFile } from './single-file';

const SOURCE = 'provenance';
/** What the command line writes by one call. */
const COMMAND_SOURCES = ['probabilities', 'segmentation'];
const OBJECT_SOURCE = 'objects';

/** How the results came about, beside them. */
export const provenanceExporter = singleFile({
  id: 'provenance',
  name: 'Provenance (JSON)',
  explanation:
    'Versions, fingerprints of the images, features and parameters; a paragraph for the methods section with citations, and the command that makes the results again.',
  needsPrediction: false,
  isDefault: true,
  result: SOURCE,
  extension: 'json',
  plan: name => planText(name),
  content: ({ provenance }) => ({
    kind: 'text',
    text: `${JSON.stringify(
      {
        ...provenance,
        methods: methodsText(provenance),
        reproduce: reproduceCommand(provenance, [
          ...COMMAND_SOURCES,
          ...(provenance.objects === null ? [] : [OBJECT_SOURCE])
        ])
      },
      null,
      2
    )}\n`
  })
});
