import type { OpenFile } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { useUndo } from '../elements/use-undo.tsx';
import { displayName } from '../patients/display-name.ts';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { AddDocument } from './add-document.tsx';
import { DepositList } from './deposit-list.tsx';
import styles from './documents.module.css';

/** The reception leaves documents for the doctors: it sees that they wait, and cannot read them. */
export function DepositDesk({ file: { header, deposits } }: { readonly file: OpenFile }) {
  const t = useTexts();
  const { scope } = header;
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
