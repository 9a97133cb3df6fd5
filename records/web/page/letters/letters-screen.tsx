import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { KeptLetter } from '../../port/paper-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { BackButton } from '../patients/back-button.tsx';
import { PatientBar } from '../patients/patient-bar.tsx';
import { useRead } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { LetterEditor } from './letter-editor.tsx';
import styles from './letters.module.css';

/** The text that is being written: a letter of a template, whose id is `item`, or a kept letter that is corrected. */
type Chosen = { readonly item: string; readonly corrected: KeptLetter | null };

/**
 * Letters and certificates of a file: a template, its text, and the paper.
 *
 * @param props.wanted the kind whose first template has the focus
 */
export function LettersScreen({ wanted }: { readonly wanted: 'letter' | 'certificate' }) {
  const { scope = '' } = useParams({ strict: false });
  return <Letters key={scope} scope={scope} wanted={wanted} />;
}

function Letters({ scope, wanted }: { readonly scope: string; readonly wanted: 'letter' | 'certificate' }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { data: file, error } = useRead('openPatient', { scope });
  const { data: settings } = useRead('settings', {});
  const { data: letters, refetch } = useRead('letters', { scope });
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const begun = useKeptItems('letter', scope);
  if (error !== null) return <FailureNote error={error} />;
  if (file === undefined || settings === undefined) return <Loading bars={5} />;
  if (file.synthesis === null) return null;
  const templates = documentsOf(settings, 'template').filter(({ content }) => content.kind !== 'visit');
  const first = Math.max(
    templates.findIndex(({ content }) => (content.kind === 'letter') === (wanted === 'letter')),
    0,
  );
  /** A letter that was being written on this screen is open again. */
  const again = begun
    .map((item): Chosen => ({ item, corrected: letters?.find(({ id }) => id === item) ?? null }))
    .find(({ item, corrected }) => {
      const kind = corrected?.letter.kind ?? templates.find(({ id }) => id === item)?.content.kind;
      return kind !== undefined && (kind === 'letter') === (wanted === 'letter');
    });
  const open = chosen ?? again ?? null;
  return (
    <article className={styles.file}>
      <PatientBar header={file.header} synthesis={file.synthesis} action={<BackButton scope={scope} />} />
      <div className={styles.columns}>
        <aside className={styles.side} aria-labelledby="templates">
          <h2 id="templates">{t.paper.newLetter}</h2>
          {templates.length === 0 && <p className="soft">{t.paper.noTemplate}</p>}
          <ul className="rows">
            {templates.map(({ id, content }, i) => (
              <li key={id}>
                <button
                  type="button"
                  className="link"
                  autoFocus={i === first}
                  aria-pressed={open?.item === id}
                  onClick={() => {
                    setChosen({ item: id, corrected: null });
                  }}
                >
                  {content.name}
                </button>{' '}
                <small className="soft">{t.paper.kinds[content.kind]}</small>
              </li>
            ))}
          </ul>
          <h2>{t.paper.letters}</h2>
          {letters?.length === 0 && <p className="soft">{t.paper.noLetters}</p>}
          <ul className="rows">
            {letters?.map((letter) => (
              <li key={letter.id}>
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    setChosen({ item: letter.id, corrected: letter });
                  }}
                >
                  {letter.letter.title ||
                    letter.letter.heading ||
                    letter.letter.addressee[0] ||
                    t.paper.kinds[letter.letter.kind]}
                </button>{' '}
                <small className="soft">
                  {longDate(letter.date, language)} · {letter.author} · {t.paper.version(letter.version)}
                </small>
              </li>
            ))}
          </ul>
        </aside>
        {open === null ? (
          <p className={styles.choose}>{t.paper.choose}</p>
        ) : (
          <LetterEditor
            key={open.item}
            scope={scope}
            template={templates.find(({ id }) => id === open.item) ?? null}
            corrected={open.corrected}
            treatingDoctor={file.synthesis.treatingDoctor}
            settings={settings}
            onKept={() => {
              void refetch();
            }}
          />
        )}
      </div>
    </article>
  );
}
