import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../version';

it('the version written into results is that of the package', () => {
  const file = join(__dirname, '..', '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});
