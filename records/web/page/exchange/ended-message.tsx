import type { ExchangeTexts } from '../text/exchange-fr.ts';
import { Icon } from '../elements/icon.tsx';
import styles from './exchange.module.css';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** A message whose content is gone, with the reason. */
export function EndedMessage({ state }: { readonly state: keyof ExchangeTexts['ended'] }) {
  const e = useExchangeTexts();
  return (
    <div className={styles.empty}>
      <Icon name="ban" size={22} />
      <div>
        <strong>{e.states[state]}</strong>
        <p className="soft">{e.ended[state]}</p>
      </div>
    </div>
  );
}
