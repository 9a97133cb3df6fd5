import type { LetterheadDocument } from '@etanche/records-client';
import { letterPrint } from '../../paper/letter.ts';
import { SheetView } from '../print/sheet-view.tsx';
import { useTexts } from '../text/use-texts.tsx';
import { FormFooter } from './form-footer.tsx';
import { FormState } from './form-state.tsx';
import styles from './settings.module.css';
import { useDraft } from './use-draft.ts';
import { usePut } from './use-put.ts';

type Entry = {
  readonly id: string;
  readonly version: number;
  readonly author: string;
  readonly authorName: string | null;
  readonly content: LetterheadDocument;
};

const empty: LetterheadDocument = {
  ...{ document: 'letterhead', name: '', lines: [], street: '', postalCode: '', town: '', phone: '', email: '' },
  ...{ finess: '', footer: '' },
};
const fields = ['street', 'postalCode', 'town', 'phone', 'email', 'finess', 'footer'] as const;
const longest = { street: 200, postalCode: 10, town: 80, phone: 30, email: 200, finess: 9, footer: 300 } as const;

/** The letterhead, with the page as it is printed beside it. */
export function LetterheadForm({ entry }: { readonly entry: Entry | undefined }) {
  const t = useTexts();
  const put = usePut();
  const draft = useDraft(entry, (content = empty) => content);
  const { content: head, setContent: setHead } = draft;
  const { sheets } = letterPrint({
    ...{ letterhead: head, signatory: null, placeAndDate: '', addressee: [], heading: '', body: '', copies: [] },
    signedBy: '',
  });
  const [sheet] = sheets;
  return (
    <div className={styles.beside}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          draft.sending();
          put.put(head, entry ?? null);
        }}
      >
        <label className={styles.field}>
          <span>{t.settings.name}</span>
          <input
            value={head.name}
            maxLength={100}
            required
            onChange={({ target }) => {
              setHead({ ...head, name: target.value });
            }}
          />
        </label>
        <label className={styles.field}>
          <span>{t.settings.lines}</span>
          <textarea
            rows={3}
            value={head.lines.join('\n')}
            onChange={({ target }) => {
              setHead({ ...head, lines: target.value === '' ? [] : target.value.split('\n').slice(0, 4) });
            }}
          />
        </label>
        {fields.map((field) => (
          <label key={field} className={styles.field}>
            <span>{t.settings[field]}</span>
            <input
              value={head[field]}
              maxLength={longest[field]}
              onChange={({ target }) => {
                setHead({ ...head, [field]: target.value });
              }}
            />
          </label>
        ))}
        <FormState draft={draft} put={put} />
        <FormFooter entry={entry} isPending={put.isPending} />
      </form>
      <div className={styles.preview}>
        {sheet !== undefined && <SheetView sheet={sheet} label={t.settings.preview} />}
      </div>
    </div>
  );
}
