import { LabIcon } from '@jupyterlab/ui-components';
import brushSvg from '../../style/icons/brush.svg';
import eraserSvg from '../../style/icons/eraser.svg';
import liveSvg from '../../style/icons/live.svg';
import panSvg from '../../style/icons/pan.svg';
import projectSvg from '../../style/icons/pixel-classification.svg';

/** The project file, the launcher card and the tab. */
export const projectIcon = icon('project', projectSvg);
export const panIcon = icon('pan', panSvg);
export const brushIcon = icon('brush', brushSvg);
export const eraserIcon = icon('eraser', eraserSvg);
export const liveIcon = icon('live', liveSvg);

function icon(name: string, svgstr: string): LabIcon {
  return new LabIcon({ name: `pixelforest:${name}`, svgstr });
}
