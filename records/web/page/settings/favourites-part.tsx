import { useState } from 'react';
import type { SettingsView } from '../../port/settings-calls.ts';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { favouritesOf, type Favourite } from '../prescription/favourites.ts';
import { favouriteSummary } from '../prescription/favourite-list.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { FavouriteForm } from './favourite-form.tsx';
import styles from './settings.module.css';
import { useUnsavedGuard } from './unsaved-guard.tsx';

/** The favourites and protocols of this doctor and of the practice, and the form of the one that is chosen. */
export function FavouritesPart({ view }: { readonly view: SettingsView }) {
  const t = useTexts();
  const { me } = useOpenSession();
  const { attempt } = useUnsavedGuard();
  const [begun = null] = useKeptItems('settings favourites');
  const [chosen, setChosen] = useState(begun);
  const favourites = favouritesOf(view, me.id);
  const entry = favourites.find(({ id }) => id === chosen);
  return (
    <div className={styles.beside}>
      <div className={styles.form}>
        <p className="soft">{t.favourite.lead}</p>
        {favourites.length === 0 && <p className="soft">{t.settings.empty}</p>}
        <ul className="rows">
          {favourites.map((one) => (
            <Row
              key={one.id}
              favourite={one}
              isMine={one.content.owner === me.id}
              isChosen={one.id === chosen}
              onChoose={() => {
                attempt(() => {
                  setChosen(one.id);
                });
              }}
            />
          ))}
        </ul>
        <button
          type="button"
          className="button"
          onClick={() => {
            attempt(() => {
              setChosen('new');
            });
          }}
        >
          {t.settings.add}
        </button>
      </div>
      {chosen !== null && (
        <KeptForm form="settings favourites" item={chosen}>
          {(done) => (
            <FavouriteForm
              key={chosen}
              entry={entry}
              onDone={() => {
                done();
                if (entry === undefined) setChosen(null);
              }}
              onRemoved={() => {
                done();
                setChosen(null);
              }}
            />
          )}
        </KeptForm>
      )}
    </div>
  );
}

function Row({
  favourite,
  isMine,
  isChosen,
  onChoose,
}: {
  readonly favourite: Favourite;
  readonly isMine: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}) {
  const t = useTexts();
  return (
    <li>
      <button type="button" className="link" aria-pressed={isChosen} onClick={onChoose}>
        {favourite.content.name}
      </button>{' '}
      <span className="tag">{isMine ? t.favourite.mine : t.favourite.shared}</span>
      <small>{favouriteSummary(favourite)}</small>
    </li>
  );
}
