import type { DownlinkView, LineView, RoomView, UplinkView } from '../../../protocol/messages';
import { useRoom } from '../../../hooks/live';
import { texts } from '../../../texts/en';
import { QualityBars } from '../room/QualityBars';
import classes from './ConnectionList.module.css';
import panel from './StaffPanel.module.css';

const words = texts.quality;

/** Everybody's connection, the worst first; opened, the figures each way. */
export function ConnectionList({ view }: { view: RoomView }) {
  const { lines } = useRoom();
  const elsewhere = view.staff?.breakouts.flatMap(({ people }) => people) ?? [];
  const everybody = [...(view.staff?.roster ?? []), ...elsewhere, ...view.participants];
  const names = new Map(everybody.map(({ participant, name }) => [participant, name]));
  names.set(view.me.participant, `${view.me.name} (${texts.room.you})`);
  const shown = lines.filter(({ participant }) => names.has(participant)).sort((a, b) => ORDER[a.quality] - ORDER[b.quality]);
  return (
    <section className={panel.section} aria-label={words.title}>
      <div className={panel.head}>
        <h3>{words.title}</h3>
      </div>
      {shown.length === 0 && <p className={panel.dim}>{words.none}</p>}
      <ul className={panel.list}>
        {shown.map((line) => (
          <li key={line.participant} data-participant={line.participant}>
            <details className={classes.line}>
              <summary>
                <bdi className={classes.name}>{names.get(line.participant)}</bdi>
                <QualityBars quality={line.quality} words="all" />
              </summary>
              <Figures line={line} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

const ORDER: Record<LineView['quality'], number> = { lost: 0, poor: 1, fair: 2, good: 3 };

function Figures({ line: { round_trip, up, down } }: { line: LineView }) {
  return (
    <>
      <table className={classes.figures}>
        <thead>
          <tr>
            <td />
            <th scope="col">{words.from}</th>
            <th scope="col">{words.to}</th>
          </tr>
        </thead>
        <tbody>
          <Row name={words.loss} up={loss(up)} down={loss(down)} />
          <Row name={words.bitrate} up={up && words.bits(up.bitrate)} down={down && words.bits(down.bitrate)} />
          <Row name={words.layers} up={up && sent(up)} down={down && taken(down)} />
          <Row name={words.estimate} up={null} down={down?.estimate == null ? null : words.bits(down.estimate)} />
          <tr>
            <th scope="row">{words.roundTrip}</th>
            <td colSpan={2}>{round_trip === null ? words.unknown : words.milliseconds(round_trip)}</td>
          </tr>
        </tbody>
      </table>
      <p className={panel.note}>{words.layersHelp}</p>
    </>
  );
}

function Row({ name, up, down }: { name: string; up: string | null; down: string | null }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{up || words.unknown}</td>
      <td>{down || words.unknown}</td>
    </tr>
  );
}

function loss(flow: UplinkView | DownlinkView | null): string | null {
  return flow?.loss == null ? null : words.percent(flow.loss);
}

function sent({ layers }: UplinkView): string {
  return layers.map((bitrate, index) => words.layer(index + 1, bitrate > 0 ? words.bits(bitrate) : words.stopped)).join('\n');
}

function taken({ layers, withheld }: DownlinkView): string {
  const counted = layers.flatMap((count, index) => (count > 0 ? [words.layer(index + 1, String(count))] : []));
  return [...counted, ...(withheld > 0 ? [words.withheld(withheld)] : [])].join('\n');
}
