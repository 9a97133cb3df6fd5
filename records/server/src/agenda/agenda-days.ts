import type { AnswerOf, dataRoutes, QueryOf } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { rowsOf, type Tx } from '../store/store.ts';

type Days = AnswerOf<typeof dataRoutes.agendaDays>;

const find = {
  name: 'agenda_days',
  text: `SELECT scope, practitioner, day AS date, resources AS entries, sequence::float8 AS sequence FROM scope
    WHERE practice = $1 AND purpose = 'agenda' AND ($2::text IS NULL OR practitioner = $2)
      AND day >= $3 AND day <= $4 ORDER BY day, practitioner LIMIT 1000`,
};

/** Days that have a scope, the first 1,000 from `from` on. */
export async function agendaDays(
  tx: Tx,
  { practice }: Session,
  { practitioner, from = '0000-01-01', to = '9999-12-31' }: QueryOf<typeof dataRoutes.agendaDays>,
): Promise<Days> {
  const values = [practice, practitioner ?? null, from, to];
  return { days: await rowsOf<Days['days'][number]>(tx, find, values) };
}
