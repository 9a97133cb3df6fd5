import { paper, type Sheet } from '../../paper/sheet.ts';
import styles from './print.module.css';

/** A page as it is printed. Each text is stretched to its width, so that any font of the screen has the same lines. */
export function SheetView({ sheet, label }: { readonly sheet: Sheet; readonly label: string }) {
  return (
    <svg
      className={styles.sheet}
      viewBox={`0 0 ${paper.width} ${paper.height}`}
      role="img"
      aria-label={label}
      xmlns="http://www.w3.org/2000/svg"
    >
      {sheet.items.map((item, i) => {
        if (item.kind === 'line') return <line key={i} x1={item.x1} y1={item.y1} x2={item.x2} y2={item.y2} />;
        if (item.kind === 'box') return <rect key={i} x={item.x} y={item.y} width={item.width} height={item.height} />;
        return (
          <text
            key={i}
            x={item.x}
            y={item.y}
            fontSize={item.size}
            fontWeight={item.face === 'bold' ? 700 : 400}
            {...(item.width > 0 ? { textLength: item.width } : {})}
          >
            {item.text}
          </text>
        );
      })}
    </svg>
  );
}
