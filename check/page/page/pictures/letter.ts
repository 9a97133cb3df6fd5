import { svg } from '@etanche/ui';

/** A drawing of the letter with a frame around the code. */
export function letterPicture(description: string, caption: string): SVGElement {
  const lines = [52, 68, 84, 100];
  return svg(
    'svg',
    { viewBox: '0 0 320 200', class: 'picture', role: 'img', 'aria-label': description },
    svg('path', { d: 'M24 200V18A12 12 0 0 1 36 6H284a12 12 0 0 1 12 12V200z', class: 'sheet' }),
    svg('rect', { x: 48, y: 26, width: 96, height: 10, rx: 5, class: 'shade' }),
    ...lines.map((y, i) => svg('rect', { x: 48, y, width: i === 3 ? 132 : 224, height: 8, rx: 4, class: 'shade' })),
    svg('text', { x: 272, y: 130, class: 'caption', 'text-anchor': 'end' }, caption),
    svg('rect', { x: 40, y: 138, width: 240, height: 44, rx: 10, class: 'mark' }),
    svg('text', { x: 160, y: 167, class: 'digits', 'text-anchor': 'middle' }, '7K3M-4QXR-…'),
  );
}
