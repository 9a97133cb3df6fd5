import type { KindsDocument } from '@etanche/records-client';
import { practiceSetup } from '../../port/practice-setup.ts';
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
  readonly content: KindsDocument;
};
type Kind = KindsDocument['kinds'][number];

/** Kinds of appointments with length and colour; the first one is usual. */
export function KindsForm({ entry }: { readonly entry: Entry | undefined }) {
  const t = useTexts();
  const put = usePut();
  const draft = useDraft<KindsDocument, { readonly kinds: readonly Kind[] }>(entry, (content) => ({
    kinds: content?.kinds ?? practiceSetup().kinds,
  }));
  const { kinds } = draft.content;
  const setKinds = (next: readonly Kind[]): void => {
    draft.setContent({ kinds: next });
  };
  const change = (i: number, part: Partial<Kind>): void => {
    setKinds(kinds.map((one, at) => (at === i ? { ...one, ...part } : one)));
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        draft.sending();
        put.put({ document: 'kinds', kinds: [...kinds] }, entry ?? null);
      }}
    >
      {kinds.map((kind, i) => (
        <div key={kind.code} className={styles.kind}>
          <label>
            <span>{t.settings.name}</span>
            <input
              value={kind.name}
              maxLength={40}
              required
              onChange={({ target }) => {
                change(i, { name: target.value });
              }}
            />
          </label>
          <label>
            <span>{t.settings.minutes}</span>
            <input
              type="number"
              min={5}
              max={240}
              step={5}
              value={kind.minutes}
              onChange={({ target }) => {
                change(i, { minutes: Number(target.value) });
              }}
            />
          </label>
          <label>
            <span>{t.settings.colour}</span>
            <select
              value={kind.colour}
              data-colour={kind.colour}
              onChange={({ target }) => {
                change(i, { colour: Number(target.value) });
              }}
            >
              {t.settings.colours.map((name, at) => (
                <option key={name} value={at + 1}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          {kinds.length > 1 && (
            <button
              type="button"
              className="button quiet"
              aria-label={`${t.settings.remove} ${kind.name}`}
              onClick={() => {
                setKinds(kinds.filter((_, at) => at !== i));
              }}
            >
              {t.settings.remove}
            </button>
          )}
        </div>
      ))}
      <button
        type="button"
        className="button"
        onClick={() => {
          const code = `kind-${crypto.randomUUID().slice(0, 8)}`;
          setKinds([...kinds, { code, name: '', minutes: 20, colour: 1 }]);
        }}
      >
        {t.settings.add}
      </button>
      <FormState draft={draft} put={put} />
      <FormFooter entry={entry} isPending={put.isPending} />
    </form>
  );
}
