import { DenseTable } from '../../components/clinic/DenseTable';
import { exactDuration } from '../../components/clinic/duration';
import table from '../../components/clinic/table.module.css';
import { evidence as words, server } from '../../texts/clinic';
import { clockToTheSecond } from '../../time/zone';
import { modalityWords } from './modality';
import type { Band, Stretch } from './stretches';
import classes from './StretchTable.module.css';

interface StretchTableProps {
  stretches: readonly Stretch[];
  bands: readonly Band[];
  zone: string;
  active: number | null;
  onPoint: (index: number | null) => void;
}

/** Every stretch in words: what, when, by whom it was seen, whether it counts and why; and what was so for everybody. */
export function StretchTable({ stretches, bands, zone, active, onPoint }: StretchTableProps) {
  return (
    <DenseTable
      label={words.stretches}
      columns={[
        words.kind,
        words.from,
        words.to,
        { words: words.length, number: true },
        words.verdict,
        words.source,
        words.end,
      ]}
    >
      {inOrder(stretches, bands).map(({ stretch, band, index }) =>
        band ? (
          <BandRow key={`band ${index}`} band={band} zone={zone} />
        ) : (
        <tr
          key={index}
          data-active={index === active}
          className={classes.row}
          onPointerEnter={() => onPoint(index)}
          onPointerLeave={() => onPoint(null)}
        >
          <th scope="row">{stretch.modality === null ? words.absent : modalityWords(stretch.modality)}</th>
          <td className={table.nowrap} data-column={words.from}>
            {clockToTheSecond(zone, new Date(stretch.from))}
          </td>
          <td data-column={words.to}>
            <span>
              <span className={table.nowrap}>{clockToTheSecond(zone, new Date(stretch.to))}</span>
              {stretch.estimated && <span className={table.under}>{words.estimated}</span>}
            </span>
          </td>
          <td className={table.number} data-column={words.length}>
            {exactDuration(stretch.to - stretch.from)}
          </td>
          <td data-column={words.verdict}>{verdictOf(stretch)}</td>
          <td data-column={words.source}>{server.said(stretch.source)}</td>
          <td data-column={words.end}>{server.said(stretch.endReason)}</td>
        </tr>
        ),
      )}
    </DenseTable>
  );
}

function BandRow({ band, zone }: { band: Band; zone: string }) {
  return (
    <tr className={classes.row} data-band={band.kind}>
      <th scope="row">{words.bands[band.kind]}</th>
      <td className={table.nowrap} data-column={words.from}>
        {clockToTheSecond(zone, new Date(band.from))}
      </td>
      <td className={table.nowrap} data-column={words.to}>
        {band.lasts ? words.lasts : clockToTheSecond(zone, new Date(band.to))}
      </td>
      <td className={table.number} data-column={words.length}>
        {exactDuration(band.to - band.from)}
      </td>
      <td data-column={words.verdict}>{words.bandVerdicts[band.kind]}</td>
      <td data-column={words.source}>{words.wholeSession}</td>
      <td data-column={words.end} />
    </tr>
  );
}

type Line = { index: number; stretch: Stretch; band?: undefined } | { index: number; band: Band; stretch?: undefined };

/** Both by time; what was so for everybody comes first. */
function inOrder(stretches: readonly Stretch[], bands: readonly Band[]): Line[] {
  const lines: Line[] = [...bands.map((band, index) => ({ band, index })), ...stretches.map((stretch, index) => ({ stretch, index }))];
  const start = ({ band, stretch }: Line) => (band ?? stretch).from;
  return lines.sort((one, other) => start(one) - start(other));
}

function verdictOf({ state, reason }: Stretch): string {
  return state === 'not_counted' ? words.notCountedBecause(reason) : reason;
}
