import { useId } from 'react';
import { documentKinds, type DocumentFacts, type DocumentFault, type DocumentKind } from '@etanche/records-fhir';
import { useTexts } from '../text/use-texts.tsx';
import styles from './documents.module.css';

/** Title, kind and date of a document. */
export function DescriptionFields({
  facts,
  fault,
  onChange,
}: {
  readonly facts: DocumentFacts;
  /** Shown below, once somebody has tried to go on. */
  readonly fault: DocumentFault | undefined;
  readonly onChange: (facts: DocumentFacts) => void;
}) {
  const t = useTexts();
  const id = useId();
  return (
    <div className={styles.fields}>
      <div className="field">
        <label htmlFor={`${id}-title`}>{t.document.title}</label>
        <input
          id={`${id}-title`}
          value={facts.title}
          autoComplete="off"
          aria-invalid={fault === 'title_missing' || fault === 'title_long'}
          aria-describedby={`${id}-fault`}
          onChange={({ target }) => {
            onChange({ ...facts, title: target.value });
          }}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-kind`}>{t.document.kind}</label>
        <select
          id={`${id}-kind`}
          value={facts.kind}
          onChange={({ target }) => {
            onChange({ ...facts, kind: target.value as DocumentKind });
          }}
        >
          {(Object.keys(documentKinds) as DocumentKind[]).map((kind) => (
            <option key={kind} value={kind}>
              {t.document.kinds[kind]}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-date`}>{t.document.date}</label>
        <input
          id={`${id}-date`}
          type="date"
          value={facts.date}
          aria-invalid={fault === 'date_invalid' || fault === 'date_future'}
          aria-describedby={`${id}-fault`}
          onChange={({ target }) => {
            onChange({ ...facts, date: target.value });
          }}
        />
      </div>
      <p id={`${id}-fault`} className={styles.fault} role="status">
        {fault === undefined ? '' : t.document.faults[fault]}
      </p>
    </div>
  );
}
