import type { CoverageEdit, CoverageFacts, Listed } from '@etanche/records-fhir';
import { practiceToday } from '../../port/practice-time.ts';
import { useOpenIn } from '../elements/use-open-in.ts';
import type { Undo } from '../elements/use-undo.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import { EditForm, TextField } from './edit-form.tsx';
import { EditableCard } from './editable-card.tsx';
import styles from './identity.module.css';

type Props = { readonly scope: string; readonly coverages: readonly Listed<CoverageFacts>[]; readonly undo: Undo };
const none: CoverageEdit = { insurer: '', memberNumber: null, start: null, end: null };

/** The compulsory insurance and the mutuelles, with former ones. A new mutuelle ends the one before. */
export function CoverageCard({ scope, coverages, undo }: Props) {
  const t = useTexts();
  const today = practiceToday();
  const isCurrent = ({ facts }: Listed<CoverageFacts>): boolean =>
    facts.active && (facts.end === null || facts.end >= today);
  // One that goes to the former ones is closed too.
  const placeOf = (one: Listed<CoverageFacts>): string => `${one.id} ${String(isCurrent(one))}`;
  const begun = useKeptItems('coverage', scope);
  const again = coverages.find(({ id }) => begun.includes(id));
  const [edited, setEdited] = useOpenIn(coverages.map(placeOf), again === undefined ? null : placeOf(again));
  const former = coverages.filter((one) => !isCurrent(one));
  const line = (one: Listed<CoverageFacts>) => {
    const { insurer, kind, memberNumber, start, end } = one.facts;
    const times = [start && t.identity.since(birthDate(start)), end && t.identity.until(birthDate(end))];
    return (
      <li key={one.id}>
        {edited === placeOf(one) ? (
          <KeptForm form="coverage" scope={scope} item={one.id}>
            {(done) => (
              <CoverageFields
                {...{ scope, undo }}
                id={one.id}
                first={{ insurer, memberNumber, start, end }}
                onClose={() => {
                  done();
                  setEdited(null);
                }}
              />
            )}
          </KeptForm>
        ) : (
          <button
            type="button"
            className={styles.entry}
            onClick={() => {
              setEdited(placeOf(one));
            }}
          >
            <strong>{insurer}</strong>
            <small>
              {[kind === 'amo' ? t.identity.compulsory : t.identity.complementary, memberNumber, ...times]
                .filter(Boolean)
                .join(', ')}
            </small>
          </button>
        )}
      </li>
    );
  };
  return (
    <EditableCard
      title={t.identity.coverage}
      action={t.identity.addCoverage}
      name="coverage"
      scope={scope}
      form={(close) => <CoverageFields {...{ scope, undo }} id={null} first={none} onClose={close} />}
    >
      {coverages.length === 0 && <p className="soft">{t.identity.noCoverage}</p>}
      <ul className="rows">{coverages.filter(isCurrent).map(line)}</ul>
      {former.length > 0 && (
        <details>
          <summary>{t.identity.former(former.length)}</summary>
          <ul className="rows">{former.map(line)}</ul>
        </details>
      )}
    </EditableCard>
  );
}

function CoverageFields({
  scope,
  id,
  first,
  undo,
  onClose,
}: {
  readonly scope: string;
  readonly id: string | null;
  readonly first: CoverageEdit;
  readonly undo: Undo;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const put = useWrite('coveragePut');
  const { done } = useKeptForm();
  const remove = useWrite('administrativeRemove');
  const [facts, setFacts] = useKept('facts', first);
  const set = (part: Partial<CoverageEdit>): void => {
    setFacts((all) => ({ ...all, ...part }));
  };
  const after = {
    onSuccess: (written: Parameters<Undo['done']>[1]): void => {
      done();
      undo.done(t.identity.saved, written);
    },
    ifShown: onClose,
  };
  return (
    <EditForm
      label={t.identity.coverage}
      save={t.identity.save}
      fault={null}
      isPending={put.isPending || remove.isPending}
      error={put.error ?? remove.error}
      onSave={() => {
        put.mutate({ scope, id, facts }, after);
      }}
      onClose={onClose}
    >
      <TextField
        label={t.identity.insurer}
        value={facts.insurer}
        isFirst
        isWide
        onChange={(insurer) => {
          set({ insurer });
        }}
      />
      <TextField
        label={t.identity.memberNumber}
        value={facts.memberNumber ?? ''}
        isWide
        onChange={(value) => {
          set({ memberNumber: value === '' ? null : value });
        }}
      />
      <TextField
        label={t.identity.from}
        type="date"
        value={facts.start ?? ''}
        onChange={(value) => {
          set({ start: value === '' ? null : value });
        }}
      />
      <TextField
        label={t.identity.to}
        type="date"
        value={facts.end ?? ''}
        onChange={(value) => {
          set({ end: value === '' ? null : value });
        }}
      />
      {id !== null && (
        <button
          type="button"
          className="link"
          onClick={() => {
            remove.mutate({ scope, id }, after);
          }}
        >
          {t.identity.remove}
        </button>
      )}
    </EditForm>
  );
}
