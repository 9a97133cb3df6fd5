import { journalGroups, type JournalFilter, type JournalGroup } from '../../port/journal-calls.ts';
import { Field } from '../elements/field.tsx';
import { SelectField } from '../elements/select-field.tsx';
import { useRead } from '../session/use-call.ts';
import { useJournalTexts } from './use-journal-texts.ts';
import styles from './journal.module.css';

export const noFilter: JournalFilter = { member: null, group: null, from: null, to: null };

/** Member, kind of action and days. Each choice filters at once. */
export function FilterForm({
  filter,
  onFilter,
}: {
  readonly filter: JournalFilter;
  readonly onFilter: (filter: JournalFilter) => void;
}) {
  const j = useJournalTexts();
  const { data: members } = useRead('members', {});
  const texts = j.filter;
  const isFiltered = Object.values(filter).some((one) => one !== null);
  return (
    <form
      className={styles.filter}
      aria-label={texts.title}
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <SelectField
        label={texts.member}
        value={filter.member ?? ''}
        onValue={(value) => {
          onFilter({ ...filter, member: orNull(value) });
        }}
      >
        <option value="">{texts.everybody}</option>
        {members?.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={texts.group}
        value={filter.group ?? ''}
        onValue={(value) => {
          onFilter({ ...filter, group: orNull(value) as JournalGroup | null });
        }}
      >
        <option value="">{texts.everything}</option>
        {journalGroups.map((group) => (
          <option key={group} value={group}>
            {texts.groups[group]}
          </option>
        ))}
      </SelectField>
      {(['from', 'to'] as const).map((end) => (
        <Field
          key={end}
          label={texts[end]}
          type="date"
          value={filter[end] ?? ''}
          min={end === 'to' ? (filter.from ?? undefined) : undefined}
          onChange={({ target }) => {
            onFilter({ ...filter, [end]: orNull(target.value) });
          }}
        />
      ))}
      {isFiltered && (
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            onFilter(noFilter);
          }}
        >
          {texts.clear}
        </button>
      )}
    </form>
  );
}

function orNull(value: string): string | null {
  return value === '' ? null : value;
}
