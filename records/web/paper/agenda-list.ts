import { createFlow, margin, textWidth } from './flow.ts';
import { textItem, wrap, type Print } from './sheet.ts';

export type AgendaPrint = {
  readonly practice: string;
  /** `Jeudi 26 novembre 2026`. */
  readonly day: string;
  readonly columns: readonly {
    readonly practitioner: string;
    readonly rows: readonly {
      readonly time: string;
      readonly minutes: number;
      readonly patient: string;
      readonly kind: string;
      readonly state: string;
      readonly notes: string;
    }[];
  }[];
};

/** The agenda of a day, one list for each practitioner. It has no clinical content, like the agenda itself. */
export function agendaPrint({ practice, day, columns }: AgendaPrint): Print {
  const flow = createFlow(margin.top - 6);
  const right = margin.left + textWidth;
  flow.paragraph(day, { size: 16, face: 'bold' });
  flow.paragraph(practice, { size: 9.5 });
  for (const { practitioner, rows } of columns) {
    flow.gap(12);
    flow.need(60);
    flow.paragraph(practitioner, { size: 12, face: 'bold' });
    flow.rule();
    if (rows.length === 0) flow.paragraph('Aucun rendez-vous', { size: 10 });
    for (const row of rows) {
      const details = wrap([row.kind, row.notes].filter(Boolean).join(' · '), 170, 9);
      const height = Math.max(16, details.length * 12 + 4);
      flow.need(height);
      const y = flow.y() + 12;
      const [name = ''] = wrap(row.patient, 180, 10, 'bold');
      flow.add(
        textItem(row.time, margin.left, y, { size: 10, face: 'bold' }),
        textItem(`${row.minutes} min`, margin.left + 38, y, { size: 9 }),
        textItem(name, margin.left + 80, y, { size: 10, face: 'bold' }),
        ...details.map((line, i) => textItem(line, margin.left + 268, y + i * 12, { size: 9 })),
        textItem(row.state, right, y, { size: 9, align: 'right' }),
      );
      flow.gap(height);
    }
  }
  const sheets = flow.sheets((page, pages) => [
    textItem(`${day} · page ${page} / ${pages}`, right, 812, {
      size: 8,
      align: 'right',
    }),
  ]);
  return { title: 'Agenda', sheets };
}
