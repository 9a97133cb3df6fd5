import { checkRpps } from '@etanche/core-identifiers';
import type { CorrespondentDocument, PractitionerDocument, TemplateDocument } from '@etanche/records-client';
import { templateFields } from '../../paper/fill-template.ts';
import { useRead } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { NamedForm } from './named-form.tsx';
import styles from './settings.module.css';
import { useDraft } from './use-draft.ts';

export type Listed = CorrespondentDocument | PractitionerDocument | TemplateDocument;

type Entry = {
  readonly id: string;
  readonly version: number;
  readonly author: string;
  readonly authorName: string | null;
  readonly content: Listed;
};
type Props = {
  /** The content of a new entry. */
  readonly fresh: Listed;
  readonly entry: Entry | undefined;
  readonly onDone: () => void;
  readonly onRemoved: () => void;
};

/** Fields of one line, in the order in which they are shown, with their greatest length. */
const lines = {
  practitioner: { title: 100, speciality: 100, rpps: 11, phone: 30, email: 200 },
  correspondent: { speciality: 100, rpps: 11, street: 200, postalCode: 10, town: 80, phone: 30, email: 200 },
  template: {},
} as const;
const kinds = ['letter', 'certificate', 'sick_leave', 'visit'] as const;

/** The form of a practitioner, a correspondent or a template. */
export function EntryForm({ fresh, entry, onDone, onRemoved }: Props) {
  const t = useTexts();
  const draft = useDraft(entry, (stored = fresh) => stored);
  const { content, setContent } = draft;
  const { data: members } = useRead('members', content.document === 'practitioner' ? {} : null);
  const set = (part: object): void => {
    setContent({ ...content, ...part });
  };
  const rpps = content.document === 'template' ? 'empty' : checkRpps(content.rpps);
  return (
    <NamedForm {...{ draft, entry, onDone, onRemoved }}>
      {content.document === 'practitioner' && (
        <label className={styles.field}>
          <span>{t.settings.account}</span>
          <select
            value={content.member}
            onChange={({ target }) => {
              set({ member: target.value });
            }}
          >
            <option value="">{t.settings.noAccount}</option>
            {members?.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {Object.entries(lines[content.document]).map(([field, longest]) => (
        <label key={field} className={styles.field}>
          <span>{field === 'title' ? t.settings.titleOf : t.settings[field as 'rpps']}</span>
          <input
            value={(content as unknown as Readonly<Record<string, string>>)[field] ?? ''}
            maxLength={longest}
            aria-invalid={field === 'rpps' && (rpps === 'wrong_key' || rpps === 'malformed')}
            onChange={({ target }) => {
              set({ [field]: field === 'rpps' ? target.value.replace(/\s/gu, '') : target.value });
            }}
          />
          {field === 'rpps' && <small role="status">{t.settings.rppsStates[rpps]}</small>}
        </label>
      ))}
      {content.document === 'template' && (
        <>
          <label className={styles.field}>
            <span>{t.settings.kind}</span>
            <select
              value={content.kind}
              onChange={({ target }) => {
                set({ kind: target.value });
              }}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t.paper.kinds[kind]}
                </option>
              ))}
            </select>
          </label>
          <label className={styles.field}>
            <span>{t.settings.text}</span>
            <textarea
              rows={14}
              value={content.text}
              maxLength={20_000}
              required
              onChange={({ target }) => {
                set({ text: target.value });
              }}
            />
          </label>
          <p className="soft">{t.settings.fields(templateFields)}</p>
        </>
      )}
    </NamedForm>
  );
}
