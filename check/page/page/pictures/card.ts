import { svg } from '@etanche/ui';

/** A drawing of a carte Vitale with a frame around the number. */
export function cardPicture(description: string, caption: string): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 320 200', class: 'picture', role: 'img', 'aria-label': description },
    svg('rect', { x: 1, y: 1, width: 318, height: 198, rx: 16, class: 'sheet' }),
    svg('rect', { x: 24, y: 60, width: 46, height: 36, rx: 6, class: 'shade' }),
    svg('path', { d: 'M24 72h46M24 84h46M40 60v36M54 60v36', class: 'thin' }),
    svg('rect', { x: 24, y: 24, width: 116, height: 14, rx: 7, class: 'shade' }),
    svg('rect', { x: 232, y: 24, width: 64, height: 76, rx: 6, class: 'shade' }),
    svg('circle', { cx: 264, cy: 52, r: 13, class: 'light' }),
    svg('path', { d: 'M240 96c2-20 46-20 48 0z', class: 'light' }),
    svg('rect', { x: 24, y: 114, width: 140, height: 10, rx: 5, class: 'shade' }),
    svg('rect', { x: 16, y: 138, width: 288, height: 44, rx: 10, class: 'mark' }),
    svg('text', { x: 160, y: 167, class: 'digits', 'text-anchor': 'middle' }, '2 79 03 51 215 189 89'),
    svg('text', { x: 304, y: 130, class: 'caption', 'text-anchor': 'end' }, caption),
  );
}
