import type { Site } from '../../port/site.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useReadEvery, useWrite } from '../session/use-call.ts';
import { dayAndTime } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import styles from './practice.module.css';

declare const ETANCHE_SITE: Site;

const pollMs = 15_000;

/** Orders that wait for approvers, with a link to the vaults' own pages, where they sign. */
export function PendingOrders() {
  const t = useTexts();
  const { language } = useLanguage();
  const { data, error, refetch } = useReadEvery('pending', {}, pollMs);
  const approve = useWrite('demonstrationApprove');
  const texts = t.members.pending;
  const isDemonstration = ETANCHE_SITE.demonstration !== null;
  return (
    <section className="card" aria-labelledby="pending-orders">
      <h2 id="pending-orders">{texts.title}</h2>
      {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
      {approve.error !== null && <FailureNote error={approve.error} />}
      {data?.orders.length === 0 && <p className="soft">{texts.none}</p>}
      <ul className="rows">
        {data?.orders.map(({ order, kind, member, approvals, needed, proposed, raise, renewal }) => (
          <li key={order} className="row">
            <div>
              {renewal === null ? (texts.kinds[kind] ?? kind) : texts.renewal}
              {member !== null && `, ${member}`}
              {raise !== null && <small>{texts.raised(raise.perDay, dayAndTime(raise.until, language))}</small>}
              {renewal !== null && (
                <small>{texts.ends(dayAndTime(renewal.from, language), dayAndTime(renewal.to, language))}</small>
              )}
              <small>
                {texts.count(approvals, needed)}, {texts.proposed(dayAndTime(proposed, language))}
              </small>
            </div>
            {isDemonstration && (
              <button
                type="button"
                className="button"
                aria-disabled={approve.isPending}
                onClick={() => {
                  if (!approve.isPending) approve.mutate({ order });
                }}
              >
                {texts.demonstration}
              </button>
            )}
          </li>
        ))}
      </ul>
      {data !== undefined && data.orders.length > 0 && (
        <>
          <p className="soft">{isDemonstration ? texts.demonstrationLead : texts.lead}</p>
          <div className={styles.row}>
            {data.pages.map(({ index, owner, url }) => (
              <a key={index} className="button" href={url} target="_blank" rel="noreferrer" title={owner ?? undefined}>
                <Icon name="shield" size={16} />
                {texts.page(index)}
              </a>
            ))}
          </div>
        </>
      )}
    </section>
  );
}
