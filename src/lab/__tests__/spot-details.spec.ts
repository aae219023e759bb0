import { BatchDetail } from '../../export/batch-picture';
import { BatchRow } from '../../export/batch-contract';
import { judge, SpotCheck, takeBack } from '../batch/spot-check';
import { SpotDetails } from '../batch/spot-details';

const DETAIL = {} as BatchDetail;

/** A check of these images, none judged. */
function checkOf(ids: readonly string[]): SpotCheck {
  return {
    rows: ids.map(imageId => ({ imageId }) as BatchRow),
    verdicts: []
  };
}

/** Pictures that are made when the test says so. */
function open(): {
  details: SpotDetails;
  begun: string[];
  aborted: string[];
  errors: unknown[];
  finish: (error?: Error) => Promise<void>;
} {
  const begun: string[] = [];
  const aborted: string[] = [];
  const errors: unknown[] = [];
  let settle: (error?: Error) => void = () => undefined;
  const details = new SpotDetails(
    (imageId, signal) => {
      begun.push(imageId);
      return new Promise((resolve, reject) => {
        settle = error => (error ? reject(error) : resolve(DETAIL));
        signal.addEventListener('abort', () => {
          aborted.push(imageId);
          reject(signal.reason);
        });
      });
    },
    { onChange: () => undefined, onError: error => errors.push(error) }
  );
  const finish = async (error?: Error): Promise<void> => {
    settle(error);
    await new Promise(resolve => setTimeout(resolve));
  };
  return { details, begun, aborted, errors, finish };
}

describe('large pictures of a spot check', () => {
  it('are made of the image asked about and then of the next, one at a time', async () => {
    const { details, begun, finish } = open();
    details.follow(checkOf(['a', 'b', 'c']));
    expect(begun).toEqual(['a']);
    expect([details.get('a'), details.isAwaited('a')]).toEqual([null, true]);
    await finish();
    expect([details.get('a'), details.isAwaited('a')]).toEqual([DETAIL, false]);
    expect(begun).toEqual(['a', 'b']);
    await finish();
    expect(begun).toEqual(['a', 'b']);
  });

  it('stay for the image before, for who goes back, and for no other', async () => {
    const { details, begun, finish } = open();
    let check = checkOf(['a', 'b', 'c', 'd']);
    for (let i = 0; i < 3; i++) {
      details.follow(check);
      await finish();
      await finish();
      check = judge(check, 'yes');
    }
    expect(['a', 'b', 'c', 'd'].map(id => details.get(id))).toEqual([
      null,
      DETAIL,
      DETAIL,
      DETAIL
    ]);
    details.follow(takeBack(takeBack(check)));
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are given up for images that the user is past', async () => {
    const { details, begun, aborted, errors, finish } = open();
    let check = checkOf(['a', 'b', 'c', 'd']);
    details.follow(check);
    check = judge(judge(check, 'no'), 'no');
    details.follow(check);
    await finish();
    await finish();
    expect(aborted).toEqual(['a']);
    expect(begun).toEqual(['a', 'c', 'd']);
    details.dispose();
    await finish();
    expect(aborted).toEqual(['a', 'd']);
    expect(errors).toEqual([]);
    expect(details.get('c')).toBeNull();
  });

  it('name what failed once, and go on', async () => {
    const { details, begun, errors, finish } = open();
    details.follow(checkOf(['a', 'b']));
    const gone = new Error('gone');
    await finish(gone);
    expect(errors).toEqual([gone]);
    expect(details.isAwaited('a')).toBe(false);
    details.follow(checkOf(['a', 'b']));
    await finish();
    expect(begun).toEqual(['a', 'b']);
    expect(details.get('b')).toBe(DETAIL);
  });
});
