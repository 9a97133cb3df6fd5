import { useState } from 'react';
import type { SettingsDocument } from '@etanche/records-client';
import type { SettingsView } from '../../port/settings-calls.ts';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { documentsOf } from '../session/use-settings.ts';
import { useTexts } from '../text/use-texts.tsx';
import { EntryForm, type Listed } from './entry-form.tsx';
import styles from './settings.module.css';
import { useUnsavedGuard } from './unsaved-guard.tsx';

type Part = 'practitioners' | 'templates' | 'correspondents';

const documents = { practitioners: 'practitioner', templates: 'template', correspondents: 'correspondent' } as const;
const place = { street: '', postalCode: '', town: '', phone: '', email: '' };
const fresh: Readonly<Record<Part, Listed>> = {
  practitioners: {
    ...{ document: 'practitioner', member: '', name: '', title: '', speciality: '', rpps: '', colour: 1 },
    ...{ phone: '', email: '' },
  },
  templates: { document: 'template', kind: 'letter', name: '', text: '' },
  correspondents: { document: 'correspondent', name: '', speciality: '', rpps: '', ...place },
};

/** The entries of a list, and the form of the one that is chosen. */
export function EntryList({ part, view }: { readonly part: Part; readonly view: SettingsView }) {
  const t = useTexts();
  const { attempt } = useUnsavedGuard();
  const form = `settings ${part}`;
  const [begun = null] = useKeptItems(form);
  const [chosen, setChosen] = useState(begun);
  const entries = documentsOf(view, documents[part]).toSorted((one, other) =>
    one.content.name.localeCompare(other.content.name, 'fr'),
  );
  const entry = entries.find(({ id }) => id === chosen);
  return (
    <div className={styles.beside}>
      <div className={styles.form}>
        {entries.length === 0 && <p className="soft">{t.settings.empty}</p>}
        <ul className="rows">
          {entries.map(({ id, content }) => (
            <li key={id}>
              <button
                type="button"
                className="link"
                aria-pressed={id === chosen}
                onClick={() => {
                  attempt(() => {
                    setChosen(id);
                  });
                }}
              >
                {content.name}
              </button>
              <small>{describe(content, t.paper.kinds)}</small>
            </li>
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
      {/* One that another member has removed stays, with what was typed. */}
      {chosen !== null && (
        <KeptForm form={form} item={chosen}>
          {(done) => (
            <EntryForm
              key={chosen}
              fresh={fresh[part]}
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

function describe(content: SettingsDocument, kinds: Readonly<Record<string, string>>): string {
  if (content.document === 'template') return kinds[content.kind] ?? '';
  return content.document === 'practitioner' || content.document === 'correspondent' ? content.speciality : '';
}
