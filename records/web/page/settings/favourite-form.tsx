import type { FavouriteDocument } from '@etanche/records-client';
import { Icon } from '../elements/icon.tsx';
import type { Favourite } from '../prescription/favourites.ts';
import { MedicineSearch } from '../prescription/medicine-search.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { NamedForm } from './named-form.tsx';
import styles from './settings.module.css';
import { useDraft } from './use-draft.ts';

type Line = FavouriteDocument['lines'][number];

const mostLines = 30;
const mostRenewals = 12;

/** A favourite or protocol: its name and reason, and lines whose doses are read while they are typed. */
export function FavouriteForm({
  entry,
  onDone,
  onRemoved,
}: {
  readonly entry: Favourite | undefined;
  readonly onDone: () => void;
  readonly onRemoved: () => void;
}) {
  const t = useTexts();
  const { me } = useOpenSession();
  const fresh: FavouriteDocument = { document: 'favourite', owner: me.id, name: '', reason: '', lines: [] };
  const draft = useDraft(entry, (stored = fresh) => stored);
  const { content, setContent } = draft;
  const set = (part: Partial<FavouriteDocument>): void => {
    setContent({ ...content, ...part });
  };
  const { lines } = content;
  const setLine = (at: number, part: Partial<Line>): void => {
    set({ lines: lines.map((line, i) => (i === at ? { ...line, ...part } : line)) });
  };
  return (
    <div className={styles.form}>
      <NamedForm
        {...{ draft, entry, onDone, onRemoved }}
        label={content.name === '' ? t.favourite.title : content.name}
        isComplete={lines.length > 0}
      >
        <label className={styles.field}>
          <span>{t.favourite.reason}</span>
          <input
            value={content.reason}
            maxLength={120}
            placeholder={t.favourite.reasonHint}
            onChange={({ target }) => {
              set({ reason: target.value });
            }}
          />
        </label>
        <label className={styles.field}>
          <span>{t.favourite.whose}</span>
          <select
            value={content.owner}
            onChange={({ target }) => {
              set({ owner: target.value });
            }}
          >
            <option value={me.id}>{t.favourite.mine}</option>
            <option value="">{t.favourite.shared}</option>
          </select>
        </label>
        {lines.length === 0 && <p className="soft">{t.favourite.noLine}</p>}
        {lines.map((line, i) => (
          <LineFields
            key={`${i} ${line.key}`}
            line={line}
            onChange={(part) => {
              setLine(i, part);
            }}
            onRemove={() => {
              set({ lines: lines.filter((_, at) => at !== i) });
            }}
          />
        ))}
      </NamedForm>
      {lines.length < mostLines && (
        <MedicineSearch
          key={lines.length}
          isFocused={false}
          favourites={[]}
          onFavourite={() => undefined}
          onChoose={({ key, brand, label, brandName }) => {
            const line = {
              key,
              brand,
              label: (brandName ?? label).slice(0, 300),
              typed: '',
              renewals: 0,
              isContinuous: false,
            };
            set({ lines: [...lines, line] });
          }}
        />
      )}
    </div>
  );
}

function LineFields({
  line,
  onChange,
  onRemove,
}: {
  readonly line: Line;
  readonly onChange: (part: Partial<Line>) => void;
  readonly onRemove: () => void;
}) {
  const t = useTexts();
  const { key, brand, label, typed, renewals, isContinuous } = line;
  const { data: read } = useRead('doseRead', typed.trim() === '' ? null : { key, brand, typed });
  return (
    <fieldset className={styles.favouriteLine}>
      <legend>
        <strong>{label}</strong>
      </legend>
      <label className={styles.field}>
        <span>{t.prescription.dose}</span>
        <input
          value={typed}
          maxLength={200}
          required
          autoComplete="off"
          onChange={({ target }) => {
            onChange({ typed: target.value });
          }}
        />
        <small role="status">
          {read === undefined || typed.trim() === ''
            ? t.prescription.doseHint
            : read === null
              ? t.favourite.gone
              : (read.dose ?? t.prescription.faults[read.fault ?? ''] ?? t.prescription.notUnderstood)}
        </small>
      </label>
      <div className={styles.closure}>
        <label>
          {t.prescription.renewals}{' '}
          <select
            value={renewals}
            onChange={({ target }) => {
              onChange({ renewals: Number(target.value) });
            }}
          >
            {Array.from({ length: mostRenewals + 1 }, (_, count) => (
              <option key={count}>{count}</option>
            ))}
          </select>
        </label>
        <label>
          <input
            type="checkbox"
            checked={isContinuous}
            onChange={({ target }) => {
              onChange({ isContinuous: target.checked });
            }}
          />{' '}
          {t.prescription.continuous}
        </label>
        <button type="button" className="button quiet" aria-label={t.prescription.remove(label)} onClick={onRemove}>
          <Icon name="x" size={16} />
        </button>
      </div>
    </fieldset>
  );
}
