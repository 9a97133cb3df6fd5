import { displayName } from '@etanche/records-fhir';
import type { OpenFile } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { AddDocument } from './add-document.tsx';
import { DepositList } from './deposit-list.tsx';
import { doctorNamed } from './doctor-named.ts';
import styles from './documents.module.css';

/** The reception leaves documents for the doctors: it sees that they wait, and cannot read them. */
export function DepositDesk({ file: { header, administrative, deposits } }: { readonly file: OpenFile }) {
  const t = useTexts();
  const { scope } = header;
  const { practitioners } = useOpenSession();
  // The treating doctor if the practice has them, else the doctor of the next appointment that this device knows.
  const treating = administrative.doctors.find(({ facts }) => facts.until === null)?.facts.name;
  const known = treating === undefined ? null : doctorNamed(practitioners, treating);
  const coming = useRead('agendaComing', known === null ? { scope } : null, false);
  const undo = useUndo(scope);
  const notify = useWrite('taskAdd');
  return (
    <div className={styles.desk}>
      {undo.error !== null && <FailureNote error={undo.error} />}
      {notify.error !== null && (
        <div role="alert">
          <strong>{t.worklist.notNotified}</strong>
          <FailureNote error={notify.error} />
        </div>
      )}
      <AddDocument
        header={header}
        proposed={known ?? coming.data?.[0]?.practitioner ?? null}
        onAdded={(_, written, to) => {
          undo.done(t.document.left, written);
          if (to === null) return;
          const patient = { scope, name: displayName(header.card) };
          notify.mutate({ list: to, code: 'file_document', patient, to, due: null, text: null });
        }}
      />
      <section className="card" aria-labelledby="deposited">
        <h2 id="deposited">{t.document.deposited}</h2>
        {deposits.length === 0 ? (
          <p className="soft">{t.document.noneDeposited}</p>
        ) : (
          <DepositList {...{ scope, deposits, undo }} onOpen={null} />
        )}
      </section>
    </div>
  );
}
