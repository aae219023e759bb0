/** @jest-environment jsdom */
import './page-shims';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { containKeys } from '../notebook/cell-keys';
import { summarize } from '../notebook/fallback';
import { createHeightHandle } from '../notebook/height-handle';
import { createNotice } from '../notebook/notice';
import { problemText } from '../notebook/problem-text';

const trans = nullTranslator.load('jupyterlab_pixelforest');

describe('keys inside a project in a notebook', () => {
  const setUp = () => {
    document.body.innerHTML =
      '<div class="jp-Notebook jp-mod-commandMode"><div id="cell"><div class="jp-PixelForest-document"><div id="stage" tabindex="0"></div><input id="field"></div></div></div>';
    const commands = new CommandRegistry();
    const ran: string[] = [];
    const bind = (id: string, keys: string[], selector: string): void => {
      commands.addCommand(id, {
        describedBy: { args: {} },
        execute: () => ran.push(id)
      });
      commands.addKeyBinding({ command: id, keys, selector });
    };
    bind('brush', ['B'], '.jp-PixelForest-document');
    bind('insert', ['B'], '.jp-Notebook.jp-mod-commandMode :focus');
    bind('below', ['A'], '.jp-Notebook.jp-mod-commandMode :focus');
    bind('save', ['Ctrl S'], 'body');
    const cell = document.getElementById('cell')!;
    const stop = containKeys(cell, commands);
    // as JupyterLab does
    const lab = (event: KeyboardEvent): void =>
      commands.processKeydownEvent(event);
    document.addEventListener('keydown', lab, true);
    const outside: string[] = [];
    cell.parentElement!.addEventListener('keydown', ({ key }) =>
      outside.push(key)
    );
    const press = (id: string, key: string, ctrlKey = false): void => {
      const target = document.getElementById(id)!;
      target.focus();
      target.dispatchEvent(
        new KeyboardEvent('keydown', {
          key,
          ctrlKey,
          keyCode: key.toUpperCase().charCodeAt(0),
          bubbles: true,
          cancelable: true
        })
      );
    };
    const end = (): void => {
      stop();
      document.removeEventListener('keydown', lab, true);
    };
    return { press, ran, outside, end };
  };

  it('run our commands, never those of the notebook, once', () => {
    const { press, ran, outside, end } = setUp();
    press('stage', 'b');
    press('stage', 'a');
    expect(ran).toEqual(['brush']);
    expect(outside).toEqual([]);
    end();
  });

  it('run what works everywhere, as saving', () => {
    const { press, ran, end } = setUp();
    press('stage', 's', true);
    press('field', 's', true);
    expect(ran).toEqual(['save', 'save']);
    end();
  });

  it('are letters in a field', () => {
    const { press, ran, end } = setUp();
    press('field', 'b');
    expect(ran).toEqual([]);
    end();
  });
});

describe('what stands in place of a project', () => {
  it('shows hostile texts as text', () => {
    const path = '<script>alert(1)</script>'.repeat(30);
    const { node } = createNotice({
      pictureUrl: 'data:image/png;base64,AAAA',
      pictureText: '"><b>',
      text: problemText('missing', path, true, trans),
      actions: [{ label: '<i>', run: () => undefined }]
    });
    expect(node.querySelectorAll('script, b, i')).toHaveLength(0);
    expect(node.textContent!.length).toBeLessThan(300);
    expect(node.querySelector('img')!.alt).toBe('"><b>');
  });

  it('runs an action when its button is clicked', () => {
    const run = jest.fn();
    const { node } = createNotice({
      pictureUrl: null,
      pictureText: '',
      text: 'Gone.',
      actions: [{ label: 'Choose project…', run }]
    });
    node.querySelector('button')!.click();
    expect(run).toHaveBeenCalledTimes(1);
    expect(node.querySelector('img')).toBeNull();
  });
});

describe('the height handle', () => {
  it('is moved by arrow keys within limits, and remembers', () => {
    const place = { height: 250, remember: jest.fn() };
    const handle = createHeightHandle(place, trans);
    const press = (key: string): boolean =>
      handle.dispatchEvent(new KeyboardEvent('keydown', { key }));
    press('ArrowDown');
    expect(place.height).toBe(274);
    press('ArrowUp');
    press('ArrowUp');
    expect(place.height).toBe(240);
    press('Enter');
    expect(place.remember).toHaveBeenCalledTimes(3);
    expect(handle.getAttribute('aria-valuenow')).toBe('240');
  });
});

it('the summary says what the project holds', () => {
  const image = { nickname: 'hela' };
  const text = summarize(
    {
      project: { images: [image] },
      classes: [{ name: 'Nucleus' }, { name: 'Rest' }],
      labelCounts: () => [12, 0],
      activeImage: image
    } as unknown as Parameters<typeof summarize>[0],
    'a.ilp',
    trans
  );
  expect(text).toBe(
    'Pixel Forest project a.ilp: 1 image; classes: Nucleus (12 labelled pixels), Rest (0 labelled pixels); the picture shows hela'
  );
});
