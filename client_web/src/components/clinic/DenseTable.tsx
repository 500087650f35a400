import type { ReactNode } from 'react';
import table from './table.module.css';

interface Column {
  words: string;
  number?: boolean;
  /** Read aloud and not shown: of buttons, say. */
  hidden?: boolean;
}

interface DenseTableProps {
  label: string;
  columns: readonly (string | Column)[];
  stale?: boolean;
  /** Rows. Their cells have `data-column`, the words that stand before them on a phone. */
  children: ReactNode;
}

/** Lines with a header; on a phone each line is a card. */
export function DenseTable({ label, columns, stale, children }: DenseTableProps) {
  return (
    <div className={`${table.frame} ${table.cards}`} aria-busy={stale}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((one) => {
              const { words, number = false, hidden = false } = typeof one === 'string' ? { words: one } : one;
              return (
                <th key={words} scope="col" className={number ? table.number : undefined}>
                  {hidden ? <span className="visually-hidden">{words}</span> : words}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
