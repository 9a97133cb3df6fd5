import { birthName, type Card, displayName } from '@etanche/records-fhir';
import { useState } from 'react';
import type { FoundPatient } from '../../port/patient-calls.ts';
import { Dialog } from '../elements/dialog.tsx';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useToast } from '../elements/toasts.tsx';
import { PatientSearch } from '../patients/patient-search.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';

/** Finds another file of the same person and links it, after a comparison trait by trait. */
export function MergeDialog({
  scope,
  card,
  onClose,
}: {
  readonly scope: string;
  readonly card: Card;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const show = useToast();
  const merge = useWrite('mergeFiles');
  const [other, setOther] = useState<FoundPatient | null>(null);
  return (
    <Dialog title={t.identity.mergeTitle} onClose={onClose}>
      <p>{t.identity.mergeLead}</p>
      <PatientSearch
        label={t.identity.mergeFind}
        placeholder={t.phone.field}
        autoFocus
        onChoose={(found) => {
          merge.reset();
          setOther(found.scope === scope ? null : found);
        }}
      />
      {other !== null && (
        <>
          <Comparison one={card} other={other.card} />
          {merge.error !== null && <FailureNote error={merge.error} />}
          <div className="dialog-foot">
            <button type="button" className="button" onClick={onClose}>
              {t.identity.cancel}
            </button>
            <button
              type="button"
              className="button primary"
              aria-disabled={merge.isPending}
              onClick={() => {
                if (merge.isPending) return;
                merge.mutate(
                  { kept: scope, replaced: other.scope },
                  {
                    onSuccess: () => {
                      show(t.identity.merged);
                    },
                    ifShown: onClose,
                  },
                );
              }}
            >
              {t.identity.mergeThis}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

function Comparison({ one, other }: { readonly one: Card; readonly other: Card }) {
  const t = useTexts();
  const rows: readonly (readonly [string, string, string])[] = [
    [t.identity.usedName, displayName(one), displayName(other)],
    [t.identity.birthName, birthName(one) ?? '', birthName(other) ?? ''],
    [t.identity.birth, birthDate(one.birthDate), birthDate(other.birthDate)],
    [t.identity.sex, t.identity.sexes[one.sex], t.identity.sexes[other.sex]],
    [t.identity.town, one.town ?? '', other.town ?? ''],
  ];
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t.identity.trait}</th>
          <th scope="col">{t.identity.here}</th>
          <th scope="col">{t.identity.there}</th>
          <th scope="col">
            <span className="visually-hidden">{t.newPatient.same}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, first, second]) => (
          <tr key={label}>
            <th scope="row">
              <span>{label}</span>
            </th>
            <td>{first}</td>
            <td>{second}</td>
            <td>
              {first === second ? (
                <>
                  <Icon name="check" size={14} /> {t.newPatient.same}
                </>
              ) : (
                <strong>{t.newPatient.differs}</strong>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
