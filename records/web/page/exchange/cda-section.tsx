import type { NarrativeBlock, NarrativeRow } from '@etanche/records-interop';
import type { SectionView } from '../../port/structured-document.ts';
import styles from './exchange.module.css';
import { LateContent } from './late-content.tsx';
import { useStructuredTexts } from './use-exchange-texts.ts';

type Blocks = {
  readonly blocks: readonly NarrativeBlock[];
  readonly media: SectionView['media'];
  readonly date: string | null;
  readonly atOnce: ReadonlySet<NarrativeBlock>;
};

/**
 * A section and those in it.
 *
 * @param props.level of its heading
 * @param props.atOnce places at which a file is drawn at once
 */
export function CdaSection({
  section: { title, isUnknown, blocks, media, sections },
  level,
  date,
  atOnce,
}: {
  readonly section: SectionView;
  readonly level: number;
  readonly date: string | null;
  readonly atOnce: ReadonlySet<NarrativeBlock>;
}) {
  const c = useStructuredTexts();
  const Heading = level <= 4 ? 'h4' : level === 5 ? 'h5' : 'h6';
  const below = title === null || title === '' ? level : level + 1;
  return (
    <section>
      {title !== null && title !== '' && <Heading>{title}</Heading>}
      {isUnknown && <p className="soft">{c.unknown}</p>}
      <NarrativeBlocks {...{ blocks, media, date, atOnce }} />
      {sections.map((one, i) => (
        <CdaSection key={i} section={one} level={below} {...{ date, atOnce }} />
      ))}
    </section>
  );
}

function NarrativeBlocks({ blocks, media, date, atOnce }: Blocks) {
  const c = useStructuredTexts();
  return blocks.map((block, i) => {
    if (block.kind === 'text')
      return (
        <p key={i} className={styles.narrative}>
          {block.text}
        </p>
      );
    if (block.kind === 'list') {
      const List = block.isOrdered ? 'ol' : 'ul';
      return (
        <List key={i}>
          {block.items.map((item, at) => (
            <li key={at}>
              <NarrativeBlocks blocks={item} {...{ media, date, atOnce }} />
            </li>
          ))}
        </List>
      );
    }
    if (block.kind === 'table') {
      return (
        <div key={i} className={styles.scroll} tabIndex={0} role="group" aria-label={block.caption ?? c.kinds.cda}>
          <table className="table">
            {block.caption !== null && <caption>{block.caption}</caption>}
            <tbody>
              {block.rows.map((row, at) => (
                <Row key={at} row={row} {...{ media, date, atOnce }} />
              ))}
            </tbody>
          </table>
        </div>
      );
    }
    const found = media.find(({ id }) => id === block.id);
    return found === undefined ? (
      <p key={i} className="soft">
        {c.mediaMissing}
      </p>
    ) : (
      <LateContent key={i} content={found.content} title={block.id} date={date} isAtOnce={atOnce.has(block)} />
    );
  });
}

function Row({ row: { isHead, cells }, media, date, atOnce }: { readonly row: NarrativeRow } & Omit<Blocks, 'blocks'>) {
  return (
    <tr>
      {cells.map(({ blocks, columns, rows }, i) => {
        const content = <NarrativeBlocks {...{ blocks, media, date, atOnce }} />;
        return isHead ? (
          <th key={i} scope="col" colSpan={columns} rowSpan={rows}>
            {content}
          </th>
        ) : (
          <td key={i} colSpan={columns} rowSpan={rows}>
            {content}
          </td>
        );
      })}
    </tr>
  );
}
