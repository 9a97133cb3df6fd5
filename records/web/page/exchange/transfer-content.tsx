import { withSex } from '../../paper/with-sex.ts';
import type { TransferredFileView } from '../../port/received-transfer-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { practiceClock } from '../../port/practice-time.ts';
import { birthDate, longDate } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import styles from './exchange.module.css';
import { useExchangeTexts, useReceivedTransferTexts } from './use-exchange-texts.ts';

/** The content of a transferred file, and the part that is missing. */
export function TransferContent({ file }: { readonly file: TransferredFileView }) {
  const e = useExchangeTexts();
  const r = useReceivedTransferTexts();
  const { language } = useLanguage();
  const { name, traits } = file.patient;
  const day = (at: number): string => longDate(practiceClock(at).slice(0, 10), language);
  return (
    <section aria-label={r.content}>
      <h3>{r.content}</h3>
      <p>{withSex(e.patient.named(name, birthDate(traits.birth_date ?? null)), traits.sex ?? '')}</p>
      <dl className={styles.facts}>
        <dt>{r.labels.content}</dt>
        <dd>
          {r.resources(file.resources)}, {r.attachments(file.attachments)}
        </dd>
        <dt>{r.labels.history}</dt>
        <dd>{r.earlier(file.earlier)}</dd>
        <dt>{r.labels.dates}</dt>
        <dd>{r.between(day(file.from), day(file.to))}</dd>
      </dl>
      <p>
        <Icon name="circle-check" size={16} /> {r.complete}
      </p>
      {file.missing > 0 && (
        <p className={styles.warning}>
          <Icon name="alert-triangle" /> {r.missing(file.missing)}
        </p>
      )}
    </section>
  );
}
