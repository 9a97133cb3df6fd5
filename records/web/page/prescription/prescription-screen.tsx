import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { LineDraft, MedicineHit } from '../../port/prescription-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { PrintKey } from '../print/print-key.tsx';
import { usePrint } from '../print/print-provider.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { BackButton, useGoBack } from '../patients/back-button.tsx';
import { PatientBar } from '../patients/patient-bar.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { Preview, useLatest } from '../print/preview.tsx';
import { LineEditor } from './line-editor.tsx';
import { MedicineSearch } from './medicine-search.tsx';
import styles from './prescription.module.css';
import { RenewList } from './renew-list.tsx';

type KeptLine = LineDraft & { readonly id: string; readonly label: string; readonly dose: string };

/** A prescription: the standing treatment to renew, new medicines by substance, and what the rules require. */
export function PrescriptionScreen() {
  const { scope = '' } = useParams({ strict: false });
  return <Prescription key={scope} scope={scope} />;
}

function Prescription({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const toast = useToast();
  const goBack = useGoBack(scope);
  const { port } = useOpenSession();
  const { data: file, error } = useRead('openPatient', { scope });
  const [hit, setHit] = useState<MedicineHit | null>(null);
  const [lines, setLines] = useState<readonly KeptLine[]>([]);
  const [renewed, setRenewed] = useState<readonly string[]>([]);
  const write = useWrite('prescriptionWrite');
  const print = usePrint();
  if (error !== null) return <FailureNote error={error} />;
  if (file === undefined) return <Loading bars={5} />;
  if (file.synthesis === null) return null;
  const count = lines.length + renewed.length;
  const onPaper = async (): Promise<void> => {
    const printed = await port.call('paperPrescription', { scope });
    if (printed === null) {
      toast(t.paper.noPrescription);
      return;
    }
    if (printed.missing.length > 0) toast(t.paper.missing(printed.missing));
    print(printed.print);
  };
  const keep = (isPrinted: boolean): void => {
    if (count === 0 || write.isPending) return;
    write.mutate(
      { scope, lines, renewed },
      {
        onSuccess: ({ written, refused }) => {
          toast(
            refused.length === 0
              ? t.prescription.written(written)
              : `${t.prescription.written(written)} ${t.prescription.refused(refused.join(', '))}`,
          );
          const after = isPrinted ? onPaper() : Promise.resolve();
          void after.then(goBack);
        },
      },
    );
  };
  return (
    <article className={styles.file}>
      <PrintKey
        onPrint={() => {
          keep(true);
        }}
      />
      <PatientBar header={file.header} synthesis={file.synthesis} action={<BackButton scope={scope} />} />
      <div className={styles.columns}>
        <section className={styles.main} aria-labelledby="prescription">
          <h2 id="prescription">{t.prescription.title}</h2>
          <RenewList scope={scope} chosen={renewed} onChange={setRenewed} />
          {hit === null ? (
            <MedicineSearch onChoose={setHit} />
          ) : (
            <LineEditor
              key={`${hit.key} ${hit.brand ?? ''}`}
              scope={scope}
              hit={hit}
              others={lines}
              onCancel={() => {
                setHit(null);
              }}
              onKeep={(draft, view) => {
                setLines([
                  ...lines,
                  { ...draft, id: crypto.randomUUID(), label: view.brandName ?? view.label, dose: view.dose ?? '' },
                ]);
                setHit(null);
              }}
            />
          )}
          <ul className={styles.lines} aria-label={t.prescription.lines}>
            {lines.map(({ id, label, dose, isAld }) => (
              <li key={id}>
                <div>
                  <strong>{label}</strong> {isAld && <span className="tag">ALD</span>}
                  <p className="soft">{dose}</p>
                </div>
                <button
                  type="button"
                  aria-label={t.prescription.remove(label)}
                  onClick={() => {
                    setLines(lines.filter((line) => line.id !== id));
                  }}
                >
                  <Icon name="x" size={16} />
                </button>
              </li>
            ))}
          </ul>
          {write.error !== null && (
            <FailureNote
              error={write.error}
              onRetry={() => {
                keep(false);
              }}
            />
          )}
        </section>
        <aside className={styles.side}>
          <DraftPreview scope={scope} lines={lines} renewed={renewed} />
          <div className={styles.actions}>
            <button type="button" className="button quiet" onClick={() => void onPaper()}>
              <Icon name="printer" /> {t.paper.printLast}
            </button>
            <button
              type="button"
              className="button"
              aria-disabled={count === 0 || write.isPending}
              onClick={() => {
                keep(false);
              }}
            >
              {t.prescription.keep(count)}
            </button>
            <button
              type="button"
              className="button primary"
              aria-disabled={count === 0 || write.isPending}
              onClick={() => {
                keep(true);
              }}
            >
              <Icon name="printer" /> {t.paper.keepAndPrint(count)} <kbd>Ctrl P</kbd>
            </button>
          </div>
        </aside>
      </div>
    </article>
  );
}

/** The paper as it would be printed, while lines are added. */
function DraftPreview({
  scope,
  lines,
  renewed,
}: {
  readonly scope: string;
  readonly lines: readonly LineDraft[];
  readonly renewed: readonly string[];
}) {
  const t = useTexts();
  const drafts = lines.map(({ key, brand, typed, renewals, isContinuous, isAld }) => ({
    ...{ key, brand, typed, renewals, isContinuous, isAld },
  }));
  const { data } = useRead('paperDraft', { scope, lines: drafts, renewed });
  const print = useLatest(data === null ? undefined : data?.print);
  if (drafts.length + renewed.length === 0) return <p className="soft">{t.prescription.empty}</p>;
  return <Preview print={print} />;
}
