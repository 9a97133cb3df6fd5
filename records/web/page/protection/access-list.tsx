import { useState } from 'react';
import { emergencyReasons, type EmergencyReasonCode } from '../../port/protection-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useRead } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';

/** The members who opened or changed this file, newest first, with the reason of each emergency. */
export function AccessList({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const { language } = useLanguage();
  const [before, setBefore] = useState<number | null>(null);
  const { data, error, refetch } = useRead('accesses', { scope, before }, false);
  const wordsOf = (kind: string, reason: string | null): string => {
    const known = t.protection.kinds[`${kind} ${reason ?? ''}`];
    if (known !== undefined) return known;
    const words = t.protection.kinds[kind] ?? kind;
    if (reason === null) return words;
    return t.labelled(words, isEmergencyReason(reason) ? t.protection.reasons[reason] : reason);
  };
  if (error !== null) return <FailureNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading bars={4} />;
  return (
    <section className="card" aria-labelledby="accesses">
      <h2 id="accesses">{t.protection.accesses}</h2>
      <p className="soft">{t.protection.accessesLead}</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t.protection.when}</th>
            <th scope="col">{t.protection.who}</th>
            <th scope="col">{t.protection.what}</th>
          </tr>
        </thead>
        <tbody>
          {data.accesses.map(({ index, at, name, kind, reason, resource, explanation }) => (
            <tr key={index}>
              <td>{dayAndTime(at, language)}</td>
              <td>{name ?? t.protection.formerMember}</td>
              <td>
                {wordsOf(kind, reason)}
                {kind === 'lost' && resource !== null && <small>{resource}</small>}
                {explanation !== null && explanation !== '' && <small>{explanation}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.accesses.length === 0 && <p>{t.protection.noAccess}</p>}
      {data.next !== null && (
        <button
          type="button"
          className="button"
          onClick={() => {
            setBefore(data.next);
          }}
        >
          {t.protection.older}
        </button>
      )}
    </section>
  );
}

/** Other programs may record other reasons. */
function isEmergencyReason(reason: string): reason is EmergencyReasonCode {
  return emergencyReasons.some((one) => one === reason);
}
