import { Link } from '@tanstack/react-router';
import type { Card } from '@etanche/records-fhir';
import { useId, useState } from 'react';
import type { OpenFile } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { ExportDialog } from '../export/export-dialog.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { DestroyedOnes } from './destroyed-ones.tsx';
import { Erasure } from './erasure.tsx';
import styles from './identity.module.css';
import { MergeDialog } from './merge-dialog.tsx';

type Props = { readonly scope: string; readonly card: Card; readonly links: OpenFile['links'] };

/** Acts on the whole file: links with another file of the same person, the copy for the patient, the erasure. */
export function WholeFileCard({ scope, card, links }: Props) {
  const t = useTexts();
  const id = useId();
  const show = useToast();
  const { me } = useOpenSession();
  const separate = useWrite('unmergeFiles');
  const [isMerging, setMerging] = useState(false);
  const [isExporting, setExporting] = useState(false);
  const isDoctor = me.roles.includes('doctor');
  return (
    <>
      <section className="card" aria-labelledby={id}>
        <h2 id={id}>{t.identity.whole}</h2>
        <ul className="rows">
          {links.map((link) => (
            <li key={link.scope} className={styles.act}>
              <p>{link.type === 'replaces' ? t.identity.replaces : t.identity.replacedBy}</p>
              <span className={styles.links}>
                <Link className="link" to="/patients/$scope" params={{ scope: link.scope }}>
                  {t.identity.openOther}
                </Link>
                <button
                  type="button"
                  className="link"
                  aria-disabled={separate.isPending}
                  onClick={() => {
                    const [kept, replaced] = link.type === 'replaces' ? [scope, link.scope] : [link.scope, scope];
                    if (separate.isPending) return;
                    separate.mutate(
                      { kept, replaced },
                      {
                        onSuccess: () => {
                          show(t.identity.separated);
                        },
                      },
                    );
                  }}
                >
                  {t.identity.separate}
                </button>
              </span>
            </li>
          ))}
          <li className={styles.act}>
            <button
              type="button"
              className="link"
              onClick={() => {
                setMerging(true);
              }}
            >
              <Icon name="users" /> {t.identity.merge}
            </button>
          </li>
          {isDoctor && (
            <li className={styles.act}>
              <button
                type="button"
                className="link"
                onClick={() => {
                  setExporting(true);
                }}
              >
                <Icon name="download" /> {t.identity.exportAll}
              </button>
            </li>
          )}
        </ul>
        {separate.error !== null && <FailureNote error={separate.error} />}
        {isDoctor && <DestroyedOnes scope={scope} />}
        {isDoctor && <Erasure scope={scope} />}
      </section>
      {isExporting && (
        <ExportDialog
          scope={scope}
          onClose={() => {
            setExporting(false);
          }}
        />
      )}
      {isMerging && (
        <MergeDialog
          scope={scope}
          card={card}
          onClose={() => {
            setMerging(false);
          }}
        />
      )}
    </>
  );
}
