/**
 * Reads a test runner's report and prints "<passed> <failed>".
 *
 * Use: node scripts/count-tests.mjs jest|junit|playwright REPORT
 */
import { readFileSync } from 'node:fs';

const readers = {
  jest(text) {
    const report = JSON.parse(text);
    // a file that could not even be loaded has no tests in it: it counts as one
    const unloaded = report.testResults.filter(
      file => file.status === 'failed' && file.assertionResults.length === 0
    ).length;
    return [report.numPassedTests, report.numFailedTests + unloaded];
  },

  junit(text) {
    const count = name =>
      [...text.matchAll(/<testsuite [^>]*>/g)]
        .map(([tag]) => Number(tag.match(`\\b${name}="(\\d+)"`)?.[1] ?? 0))
        .reduce((sum, value) => sum + value, 0);
    const failed = count('failures') + count('errors');
    return [count('tests') - failed - count('skipped'), failed];
  },

  playwright(text) {
    const { stats, errors } = JSON.parse(text);
    return [stats.expected, stats.unexpected + stats.flaky + errors.length];
  }
};

const [kind, path] = process.argv.slice(2);
const [passed, failed] = readers[kind](readFileSync(path, 'utf8'));
console.log(`${passed} ${failed}`);
