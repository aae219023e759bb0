import { Contents } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { expectProjects, IFileList } from '../document/expect-projects';

/** Files of a folder, which may be another one later. */
class FileList implements IFileList {
  readonly refreshed = new Signal<this, void>(this);
  paths: readonly string[] = [];

  *items(): IterableIterator<Contents.IModel> {
    for (const path of this.paths) {
      yield { path } as Contents.IModel;
    }
  }

  show(...paths: string[]): void {
    this.paths = paths;
    this.refreshed.emit();
  }
}

describe('expectProjects', () => {
  let list: FileList;
  let prepare: jest.Mock;
  /** What waits for a moment in which nothing else is to be done. */
  let waiting: (() => void)[];
  beforeEach(() => {
    list = new FileList();
    prepare = jest.fn();
    waiting = [];
  });
  const begin = async (ready: Promise<void> = Promise.resolve()) => {
    expectProjects(list, prepare, {
      ready,
      whenIdle: run => waiting.push(run)
    });
    await ready;
    await Promise.resolve();
  };

  it('prepares nothing where no project is in sight', async () => {
    await begin();
    list.show('images/cells.tif', 'ilp', 'notes.ilp.txt');
    expect(waiting).toHaveLength(0);
  });

  it('prepares when there is time once a project is in sight', async () => {
    list.paths = ['lesson/Cells.ILP'];
    await begin();
    expect(prepare).not.toHaveBeenCalled();
    waiting.forEach(run => run());
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  it('prepares for a project of a folder that is looked at later, once', async () => {
    await begin();
    list.show('lesson/cells.tif');
    list.show('lesson/a.ilp', 'lesson/b.ilp');
    list.show('lesson/a.ilp');
    expect(waiting).toHaveLength(1);
  });

  it('leaves JupyterLab alone until it is there', async () => {
    let arrive = (): void => undefined;
    const ready = new Promise<void>(resolve => {
      arrive = resolve;
    });
    expectProjects(list, prepare, {
      ready,
      whenIdle: run => waiting.push(run)
    });
    list.show('a.ilp');
    expect(waiting).toHaveLength(0);
    arrive();
    await ready;
    await Promise.resolve();
    expect(waiting).toHaveLength(1);
  });
});
