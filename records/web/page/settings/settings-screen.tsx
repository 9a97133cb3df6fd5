import { Link, useParams } from '@tanstack/react-router';
import type { DocumentName } from '@etanche/records-client';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useRead } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { useTexts } from '../text/use-texts.tsx';
import { FavouritesPart } from './favourites-part.tsx';
import { GrowthTables } from './growth-tables.tsx';
import { EntryList } from './entry-list.tsx';
import { InteractionsPart } from './interactions-part.tsx';
import { HoursForm } from './hours-form.tsx';
import { KindsForm } from './kinds-form.tsx';
import { LetterheadForm } from './letterhead-form.tsx';
import styles from './settings.module.css';
import { UnsavedGuard } from './unsaved-guard.tsx';

const parts = [
  'hours',
  'kinds',
  'letterhead',
  'practitioners',
  'templates',
  'correspondents',
  'favourites',
  'growth',
  'interactions',
] as const;
type Part = (typeof parts)[number];
const documentOf: Readonly<Record<Part, DocumentName>> = {
  ...{ hours: 'hours', kinds: 'kinds', letterhead: 'letterhead' },
  ...{ practitioners: 'practitioner', templates: 'template', correspondents: 'correspondent', growth: 'growth' },
  ...{ favourites: 'favourite', interactions: 'interactions' },
};

/** The settings of the practice, one part at a time. Every member reads them. */
export function SettingsScreen() {
  const t = useTexts();
  const { part: asked } = useParams({ strict: false });
  const part = parts.find((one) => one === asked) ?? 'hours';
  const { data: view, error, refetch } = useRead('settings', {});
  return (
    <div className={styles.screen}>
      <nav className={styles.nav} aria-label={t.settings.title}>
        <h1>{t.settings.title}</h1>
        {parts.map((one) => (
          <Link key={one} to="/settings/$part" params={{ part: one }} aria-current={one === part ? 'page' : undefined}>
            {t.settings.parts[one]}
          </Link>
        ))}
      </nav>
      <section className={styles.part} aria-labelledby="part">
        <h2 id="part">{t.settings.parts[part]}</h2>
        <p className="soft">{t.settings.lead}</p>
        {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
        {view === undefined && error === null && <Loading bars={5} />}
        {view !== undefined && (
          <UnsavedGuard>
            {view.rejected > 0 && <p className={styles.fault}>{t.settings.rejected(view.rejected)}</p>}
            {!view.writable.includes(documentOf[part]) && <p className="soft">{t.settings.readOnly}</p>}
            <fieldset className={styles.fields} disabled={!view.writable.includes(documentOf[part])}>
              <legend className="visually-hidden">{t.settings.parts[part]}</legend>
              {part === 'hours' && (
                <KeptForm form="settings hours">
                  <HoursForm entry={documentsOf(view, 'hours')[0]} />
                </KeptForm>
              )}
              {part === 'kinds' && (
                <KeptForm form="settings kinds">
                  <KindsForm entry={documentsOf(view, 'kinds')[0]} />
                </KeptForm>
              )}
              {part === 'letterhead' && (
                <KeptForm form="settings letterhead">
                  <LetterheadForm entry={documentsOf(view, 'letterhead')[0]} />
                </KeptForm>
              )}
              {part === 'favourites' && <FavouritesPart view={view} />}
              {part === 'growth' && <GrowthTables view={view} />}
              {part === 'interactions' && <InteractionsPart view={view} />}
              {(part === 'practitioners' || part === 'templates' || part === 'correspondents') && (
                <EntryList key={part} part={part} view={view} />
              )}
            </fieldset>
          </UnsavedGuard>
        )}
      </section>
    </div>
  );
}
