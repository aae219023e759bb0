/** @jest-environment jsdom */
import React from 'react';
import {
  defaultFeatures,
  FEATURE_IDS,
  FeatureChoice
} from '../../project/features';
import { withAllCells } from '../feature-choice';
import { FeatureTable } from '../feature-table';
import {
  clearPage,
  click,
  drawn,
  find,
  findAll,
  nameOf,
  press,
  show,
  trans,
  type
} from './shown-form';

let choice: FeatureChoice;
let answers: number;

async function showTable(
  start: FeatureChoice = withAllCells(defaultFeatures(), false, null),
  largestScale: number | null = null,
  largestScaleIn3d: number | null = null
): Promise<void> {
  choice = start;
  answers = 0;
  await show(
    <FeatureTable
      choice={start}
      largestScale={largestScale}
      largestScaleIn3d={largestScaleIn3d}
      trans={trans}
      onChange={next => {
        choice = next;
        answers++;
      }}
    />
  );
}

afterEach(clearPage);

function cell(name: string): HTMLInputElement {
  return find<HTMLInputElement>('input[type=checkbox]', name);
}

/** Chosen cells as `row,column`. */
function chosen(): string[] {
  return choice.selected.flatMap((cells, row) =>
    cells.flatMap((isChosen, column) => (isChosen ? [`${row},${column}`] : []))
  );
}

/** What a mouse does to a cell; `detail` 1 is a click by pointer. */
function mouse(element: Element, kind: string, detail = 0): void {
  element.dispatchEvent(
    new MouseEvent(kind, { bubbles: true, cancelable: true, detail })
  );
}

describe('a cell', () => {
  it('is toggled by a click, once', async () => {
    await showTable();
    const smoothing = cell('Gaussian Smoothing, σ 1');
    for (const expected of [['0,2'], []]) {
      mouse(smoothing, 'pointerdown');
      await drawn();
      mouse(smoothing, 'pointerup');
      mouse(smoothing, 'click', 1);
      await drawn();
      expect(chosen()).toEqual(expected);
      expect(smoothing.checked).toBe(expected.length === 1);
    }
    expect(answers).toBe(2);
  });

  it('is toggled by the space key, which comes as a click without a pointer', async () => {
    await showTable();
    const smoothing = cell('Gaussian Smoothing, σ 1');
    mouse(smoothing, 'click', 0);
    await drawn();
    expect(chosen()).toEqual(['0,2']);
    expect(smoothing.checked).toBe(true);
  });

  it('is not toggled by the other mouse button', async () => {
    await showTable();
    cell('Gaussian Smoothing, σ 1').dispatchEvent(
      new MouseEvent('pointerdown', { bubbles: true, button: 2 })
    );
    await drawn();
    expect(answers).toBe(0);
  });

  it('below σ 0.7 is closed for all but smoothing', async () => {
    await showTable(defaultFeatures());
    const closed = findAll<HTMLInputElement>('input[type=checkbox]:disabled');
    expect(closed.map(nameOf)).toEqual([
      'Laplacian of Gaussian, σ 0.3',
      'Gaussian Gradient Magnitude, σ 0.3',
      'Difference of Gaussians, σ 0.3',
      'Structure Tensor Eigenvalues, σ 0.3',
      'Hessian of Gaussian Eigenvalues, σ 0.3'
    ]);
    expect(closed[0].title).toBe('This filter makes sense from σ 0.7');
    mouse(closed[0], 'pointerdown');
    await drawn();
    expect(answers).toBe(0);
  });

  it('too large for the smallest image is closed and says why', async () => {
    await showTable(undefined, 5.5);
    const large = cell('Gaussian Smoothing, σ 10');
    expect(large.disabled).toBe(true);
    expect(large.title).toContain('up to 5.5 fits');
  });
});

describe('dragging', () => {
  it('sets the cells it crosses to what the first became', async () => {
    await showTable();
    mouse(cell('Laplacian of Gaussian, σ 0.7'), 'pointerdown');
    // quicker than the table is drawn anew
    mouse(cell('Laplacian of Gaussian, σ 1'), 'pointerover');
    mouse(cell('Laplacian of Gaussian, σ 1.6'), 'pointerover');
    mouse(cell('Gaussian Gradient Magnitude, σ 1.6'), 'pointerover');
    mouse(cell('Laplacian of Gaussian, σ 0.3'), 'pointerover');
    await drawn();
    expect(chosen()).toEqual(['1,1', '1,2', '1,3', '2,3']);
    mouse(document.body, 'pointerup');
    mouse(cell('Laplacian of Gaussian, σ 10'), 'pointerover');
    await drawn();
    expect(chosen()).toHaveLength(4);
  });

  it('clears if the first cell was set', async () => {
    await showTable(defaultFeatures());
    mouse(cell('Gaussian Smoothing, σ 0.3'), 'pointerdown');
    mouse(cell('Gaussian Smoothing, σ 0.7'), 'pointerover');
    await drawn();
    expect(chosen()).toHaveLength(35);
  });
});

describe('rows, columns and all', () => {
  it('a row name sets its open cells, then clears them', async () => {
    await showTable();
    const row = find('button', 'Laplacian of Gaussian');
    await click(row);
    expect(chosen()).toEqual(['1,1', '1,2', '1,3', '1,4', '1,5', '1,6']);
    await click(row);
    expect(chosen()).toEqual([]);
  });

  it('a scale sets its column, then clears it', async () => {
    await showTable();
    await click(find('button', '10'));
    expect(chosen()).toEqual(FEATURE_IDS.map((_, row) => `${row},6`));
    await click(find('button', '10'));
    expect(chosen()).toEqual([]);
    await click(find('button', '0.3'));
    expect(chosen()).toEqual(['0,0']);
  });

  it('Ctrl+A selects all cells that make sense', async () => {
    await showTable();
    await press(cell('Gaussian Smoothing, σ 1'), 'a');
    expect(answers).toBe(0);
    await press(cell('Gaussian Smoothing, σ 1'), 'a', { ctrlKey: true });
    expect(choice).toEqual(defaultFeatures());
  });

  it('buttons select all and none', async () => {
    await showTable();
    await click(find('button', 'Select all'));
    expect(chosen()).toHaveLength(37);
    await click(find('button', 'Select none'));
    expect(chosen()).toEqual([]);
  });

  it('families stand in their groups', async () => {
    await showTable();
    expect(findAll('th[scope=rowgroup]').map(nameOf)).toEqual([
      'Color/Intensity',
      'Edge',
      'Texture'
    ]);
  });
});

describe('an own σ', () => {
  async function add(text: string): Promise<void> {
    const input = find<HTMLInputElement>('input', 'Own σ in pixels');
    await type(input, text);
    await press(input, 'Enter');
  }

  it('makes a column, with a point or a comma', async () => {
    await showTable();
    await add('2.5');
    await add('0,9');
    expect(choice.scales).toEqual([0.3, 0.7, 0.9, 1, 1.6, 2.5, 3.5, 5, 10]);
    mouse(cell('Difference of Gaussians, σ 2.5'), 'pointerdown');
    await drawn();
    expect(chosen()).toEqual(['3,5']);
  });

  it.each(['', 'two', '-1', '0', '0.1', 'Infinity', '1e9'])(
    '“%s” is refused',
    async text => {
      await showTable();
      await add(text);
      expect(answers).toBe(0);
      expect(find<HTMLButtonElement>('button', 'Add scale').disabled).toBe(
        true
      );
    }
  );

  it('that nothing uses can be removed again', async () => {
    await showTable(defaultFeatures());
    const remove = find<HTMLButtonElement>('button', 'Remove unused scales');
    expect(remove.disabled).toBe(true);
    await add('2.5');
    expect(remove.disabled).toBe(false);
    await click(remove);
    expect(choice).toEqual(defaultFeatures());
  });
});

describe('the switches between 2D and 3D', () => {
  const button = (scale: string): HTMLButtonElement =>
    find<HTMLButtonElement>('button', `3D filters at σ ${scale}`);

  it('are there for stacks only', async () => {
    await showTable(defaultFeatures());
    expect(findAll('.jp-PixelForest-dimension')).toEqual([]);
    clearPage();
    await showTable(defaultFeatures(), null, 3.5);
    expect(findAll('.jp-PixelForest-dimension')).toHaveLength(7);
  });

  it('switch one σ and say what it is', async () => {
    await showTable(defaultFeatures(), null, 3.5);
    expect(button('1').textContent).toBe('2D');
    await click(button('1'));
    expect(choice.computeIn2d).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
      true
    ]);
    expect(button('1').textContent).toBe('3D');
    expect(button('1').getAttribute('aria-pressed')).toBe('true');
    await click(button('1'));
    expect(choice).toEqual(defaultFeatures());
  });

  it('are closed where the stack is too thin, and say how many slices it would need', async () => {
    await showTable(defaultFeatures(), null, 3.5);
    expect(button('3.5').disabled).toBe(false);
    expect(button('5').disabled).toBe(true);
    expect(button('5').title).toContain('need 19 slices');
  });

  it('let a σ that is too large go back to 2D', async () => {
    const solid = {
      ...defaultFeatures(),
      computeIn2d: new Array<boolean>(7).fill(false)
    };
    await showTable(solid, null, 3.5);
    await click(button('10'));
    expect(choice.computeIn2d[6]).toBe(true);
    expect(button('10').disabled).toBe(true);
  });
});
