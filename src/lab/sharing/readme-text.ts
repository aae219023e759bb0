/** What a packed project's README.txt says. Plain words: it is read without us. */
export function readmeText(options: {
  readonly projectName: string;
  readonly imageCount: number;
  readonly missing: readonly string[];
  readonly resultCount: number;
  readonly now: Date;
}): string {
  const { projectName, imageCount, missing, resultCount, now } = options;
  const lines = [
    `${projectName}: a pixel classification project with its images`,
    `Packed by Pixel Forest on ${now.toISOString().slice(0, 10)}`,
    '',
    'In here',
    `  ${projectName}    the project: classes, labels, features, classifier`,
    `  images/    ${imageCount} image file(s), unchanged`,
    ...(resultCount > 0
      ? [`  results/    ${resultCount} exported file(s)`]
      : []),
    ...(missing.length > 0
      ? [
          '',
          'Not in here, because their files were not found when this was packed:',
          ...missing.map(name => `  ${name}`)
        ]
      : []),
    '',
    'To open it in JupyterLab with Pixel Forest',
    '  Upload the zip to the file browser, right-click it and choose',
    '  "Open packed project…". It is unpacked into a folder beside the zip.',
    '  Or unpack it yourself and double-click the .ilp file.',
    '',
    'To open it in ilastik (1.4 or later, https://www.ilastik.org)',
    '  Unpack the zip, keep the folder together, and open the .ilp file:',
    '  it finds its images by relative paths.',
    ''
  ];
  return lines.join('\r\n');
}
