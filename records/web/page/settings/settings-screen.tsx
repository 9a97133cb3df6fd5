import { Link, useParams } from '@tanstack/react-router';
import type { DocumentName } from '@etanche/records-client';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { useTexts } from '../text/use-texts.tsx';
import { EntryList } from './entry-list.tsx';
import { HoursForm } from './hours-form.tsx';
import { KindsForm } from './kinds-form.tsx';
import { LetterheadForm } from './letterhead-form.tsx';
import styles from './settings.module.css';

const parts = ['hours', 'kinds', 'letterhead', 'practitioners', 'templates', 'correspondents'] as const;
type Part = (typeof parts)[number];
const documentOf: Readonly<Record<Part, DocumentName>> = {
  ...{ hours: 'hours', kinds: 'kinds', letterhead: 'letterhead' },
  ...{ practitioners: 'practitioner', templates: 'template', correspondents: 'correspondent' },
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
          <>
            {view.rejected > 0 && <p className={styles.fault}>{t.settings.rejected(view.rejected)}</p>}
            {!view.writable.includes(documentOf[part]) && <p className="soft">{t.settings.readOnly}</p>}
            <fieldset className={styles.fields} disabled={!view.writable.includes(documentOf[part])}>
              <legend className="visually-hidden">{t.settings.parts[part]}</legend>
              {part === 'hours' && <HoursForm key={versionOf(view, 'hours')} entry={documentsOf(view, 'hours')[0]} />}
              {part === 'kinds' && <KindsForm key={versionOf(view, 'kinds')} entry={documentsOf(view, 'kinds')[0]} />}
              {part === 'letterhead' && (
                <LetterheadForm key={versionOf(view, 'letterhead')} entry={documentsOf(view, 'letterhead')[0]} />
              )}
              {(part === 'practitioners' || part === 'templates' || part === 'correspondents') && (
                <EntryList key={part} part={part} view={view} />
              )}
            </fieldset>
          </>
        )}
      </section>
    </div>
  );
}

type View = Parameters<typeof documentsOf>[0];

/** A form begins again with each version, also of another member. */
function versionOf(view: View, name: 'hours' | 'kinds' | 'letterhead'): number {
  return documentsOf(view, name)[0]?.version ?? 0;
}
