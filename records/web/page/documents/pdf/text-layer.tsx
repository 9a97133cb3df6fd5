import { Fragment, useEffect, useRef } from 'react';
import type { Match, PlacedText } from '../../../port/reader-messages.ts';
import styles from './pdf.module.css';

/** The text of a page over its drawing, for selection, screen readers and the marks of a search. */
export function TextLayer({
  texts,
  match,
  matches,
}: {
  readonly texts: readonly PlacedText[];
  /** The place that the search shows. */
  readonly match: Match | null;
  readonly matches: readonly Match[];
}) {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = layer.current?.querySelector('[data-mark="shown"]');
    const frame = layer.current?.closest('[data-frame]');
    if (match === null || place === null || place === undefined || frame === null || frame === undefined) return;
    // Only the frame scrolls: `scrollIntoView` would move the field in which the search is typed as well.
    const [at, around] = [place.getBoundingClientRect(), frame.getBoundingClientRect()];
    frame.scrollBy({ top: at.top - around.top - around.height / 2, left: at.left - around.left - around.width / 2 });
  }, [match]);
  return (
    <div ref={layer} className={styles.text}>
      {texts.map((one, i) => (
        <Fragment key={i}>
          {one.text !== '' && (
            <span
              style={{ ...placeOf(one), ...marksIn(i, one, matches, match) }}
              {...(match !== null && isIn(i, match) ? { 'data-mark': 'shown' } : {})}
            >
              {one.text}
            </span>
          )}
          {one.endsLine && <br />}
        </Fragment>
      ))}
    </div>
  );
}

function isIn(i: number, { first, last }: Match): boolean {
  return i >= first && i <= last;
}

/** Backgrounds of the found parts of a text; the one that the search shows is stronger. */
function marksIn(i: number, { text, size }: PlacedText, matches: readonly Match[], shown: Match | null) {
  const percent = (share: number): number => {
    const letters = Math.round(share * text.trimEnd().length);
    return (100 * widthOf(text.slice(0, letters), size)) / Math.max(1, widthOf(text, size));
  };
  const parts = matches
    .filter((one) => isIn(i, one))
    .map((one) => {
      const from = one.first === i ? percent(one.from) : 0;
      const to = one.last === i ? percent(one.to) : 100;
      const colour = one === shown ? 'var(--mark-shown)' : 'var(--mark)';
      return `linear-gradient(to right, transparent ${from}%, ${colour} ${from}% ${to}%, transparent ${to}%)`;
    });
  return parts.length === 0 ? {} : { backgroundImage: parts.join(', ') };
}

/** The text as wide as its drawing, in the font of this layer. */
function placeOf({ text, left, top, width, size, angle }: PlacedText) {
  const natural = widthOf(text, size);
  const stretch = natural === 0 || width === 0 ? 1 : width / natural;
  return { left, top, fontSize: size, transform: `rotate(${angle}deg) scaleX(${stretch})` };
}

const ruler = new OffscreenCanvas(1, 1).getContext('2d');

function widthOf(text: string, size: number): number {
  if (ruler === null) return 0;
  ruler.font = `${size}px sans-serif`;
  return ruler.measureText(text).width;
}
