import type { Listed, RelatedPersonFacts } from '@etanche/records-fhir';
import { useOpenIn } from '../elements/use-open-in.ts';
import type { Undo } from '../elements/use-undo.tsx';
import { KeptForm, useKept, useKeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useWrite } from '../session/use-call.ts';
import { shownPhone } from '../text/shown-numbers.ts';
import { useTexts } from '../text/use-texts.tsx';
import { ChoiceField, EditForm, TextField } from './edit-form.tsx';
import { EditableCard } from './editable-card.tsx';
import styles from './identity.module.css';

type Facts = Omit<RelatedPersonFacts, 'nir'>;
type Props = { readonly scope: string; readonly persons: readonly Listed<RelatedPersonFacts>[]; readonly undo: Undo };
const nobody: Facts = { relations: ['ECON'], familyName: '', givenName: null, birthDate: null, phone: null };

/** Parents, guardian, and the people to notify. */
export function PersonsCard({ scope, persons, undo }: Props) {
  const t = useTexts();
  const [edited, setEdited] = useOpenIn(
    persons.map(({ id }) => id),
    useKeptItems('person', scope).find((item) => item !== '') ?? null,
  );
  return (
    <EditableCard
      title={t.identity.persons}
      action={t.identity.addPerson}
      name="person"
      scope={scope}
      form={(close) => <PersonFields {...{ scope, undo }} id={null} first={nobody} onClose={close} />}
    >
      {persons.length === 0 && <p className="soft">{t.identity.noPerson}</p>}
      <ul className="rows">
        {persons.map(({ id, facts }) => (
          <li key={id}>
            {edited === id ? (
              <KeptForm form="person" scope={scope} item={id}>
                {(done) => (
                  <PersonFields
                    {...{ scope, undo, id }}
                    first={facts}
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
                  setEdited(id);
                }}
              >
                <strong>{[facts.givenName, facts.familyName].filter(Boolean).join(' ')}</strong>
                <small>
                  {[...facts.relations.map((one) => t.identity.relations[one]), shownPhone(facts.phone ?? '')]
                    .filter(Boolean)
                    .join(', ')}
                </small>
              </button>
            )}
          </li>
        ))}
      </ul>
    </EditableCard>
  );
}

function PersonFields({
  scope,
  id,
  first,
  undo,
  onClose,
}: {
  readonly scope: string;
  readonly id: string | null;
  readonly first: Facts;
  readonly undo: Undo;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const put = useWrite('personPut');
  const { done } = useKeptForm();
  const remove = useWrite('administrativeRemove');
  const [facts, setFacts] = useKept<Facts>('facts', first);
  const set = (part: Partial<Facts>): void => {
    setFacts((all) => ({ ...all, ...part }));
  };
  const after = {
    onSuccess: (written: Parameters<Undo['done']>[1]): void => {
      done();
      undo.done(t.identity.saved, written);
    },
    ifShown: onClose,
  };
  const [relation = 'ECON', ...others] = facts.relations;
  return (
    <EditForm
      label={t.identity.persons}
      save={t.identity.save}
      fault={null}
      isPending={put.isPending || remove.isPending}
      error={put.error ?? remove.error}
      onSave={() => {
        const { relations, familyName, givenName, birthDate, phone } = facts;
        put.mutate({ scope, id, facts: { relations, familyName, givenName, birthDate, phone } }, after);
      }}
      onClose={onClose}
    >
      <TextField
        label={t.identity.familyName}
        value={facts.familyName}
        isFirst
        onChange={(familyName) => {
          set({ familyName });
        }}
      />
      <TextField
        label={t.identity.givenName}
        value={facts.givenName ?? ''}
        onChange={(value) => {
          set({ givenName: value === '' ? null : value });
        }}
      />
      <ChoiceField
        label={t.identity.relation}
        value={relation}
        choices={t.identity.relations}
        onChange={(chosen) => {
          set({ relations: [chosen, ...others.filter((one) => one !== chosen)] });
        }}
      />
      <TextField
        label={t.identity.phone}
        type="tel"
        value={facts.phone ?? ''}
        onChange={(value) => {
          set({ phone: value === '' ? null : value });
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
