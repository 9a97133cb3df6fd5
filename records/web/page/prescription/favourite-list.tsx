import { useState } from 'react';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import type { Favourite } from './favourites.ts';
import styles from './prescription.module.css';

const shown = 6;

/** The doctor's favourites and protocols and those of the practice: one press adds their lines. */
export function FavouriteList({
  favourites,
  onUse,
}: {
  readonly favourites: readonly Favourite[];
  readonly onUse: (favourite: Favourite) => void;
}) {
  const t = useTexts();
  const [isWhole, setWhole] = useState(false);
  if (favourites.length === 0) return null;
  return (
    <section className={styles.renew} aria-labelledby="favourites">
      <div className={styles.head}>
        <h3 id="favourites">{t.favourite.title}</h3>
        {favourites.length > shown && !isWhole && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setWhole(true);
            }}
          >
            {t.patient.all(favourites.length)}
          </button>
        )}
      </div>
      <ul className={styles.favourites}>
        {favourites.slice(0, isWhole ? undefined : shown).map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className="button"
              onClick={() => {
                onUse(one);
              }}
            >
              <Icon name={one.content.lines.length > 1 ? 'checklist' : 'star'} />
              <span>
                {one.content.name}
                <small>{favouriteSummary(one)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The medicines and doses of a favourite on one line. */
export function favouriteSummary({ content: { reason, lines } }: Favourite): string {
  const medicines = lines.map(({ label, typed }) => `${label.split(',')[0] ?? label} ${typed}`).join(' · ');
  return reason === '' ? medicines : `${reason} · ${medicines}`;
}
