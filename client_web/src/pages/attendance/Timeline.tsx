import type { SessionSummary } from '../../api/types';
import { evidence as words } from '../../texts/clinic';
import { clock } from '../../time/zone';
import { axisOf, place, ticks, type Span } from './axis';
import { modalityWords } from './modality';
import { lanesOf, type Band, type Stretch, type StretchState } from './stretches';
import classes from './Timeline.module.css';

interface TimelineProps {
  session: SessionSummary;
  stretches: readonly Stretch[];
  /** Drawn behind the stretches, over all lanes. */
  bands: readonly Band[];
  /** The stretch that is pointed at. */
  active: number | null;
  onPoint: (index: number | null) => void;
}

const MOST_TICKS = 7;

const LEGEND: readonly { state: StretchState; say: string }[] = [
  { state: 'counted', say: words.counted },
  { state: 'not_counted', say: words.notCounted },
  { state: 'absent', say: words.absent },
];

const BANDS: readonly Band['kind'][] = ['break', 'outage'];

/** A picture of the stretches over time. The table below it says the same, so that it is one image for screen readers. */
export function Timeline({ session, stretches, bands, active, onPoint }: TimelineProps) {
  const planned = { from: Date.parse(session.starts_at), to: Date.parse(session.ends_at) };
  const axis = axisOf([planned, ...stretches, ...bands]);
  if (axis === null) return null;
  const zone = session.time_zone;
  const at = (instant: number) => clock(zone, new Date(instant));
  const marks = ticks(axis, MOST_TICKS);
  return (
    <div className={classes.timeline} role="img" aria-label={words.timelineHelp(at(axis.from), at(axis.to))}>
      <div className={classes.axis}>
        <span />
        <div className={classes.ticks}>
          {marks.map((tick) => (
            <span key={tick.at} style={{ left: `${tick.left}%` }}>
              {at(tick.at)}
            </span>
          ))}
        </div>
      </div>
      <div className={classes.lane}>
        <span className={classes.label}>{words.planned}</span>
        <div className={classes.track} data-thin>
          <span className={classes.planned} style={styleOf(planned, axis)} />
        </div>
      </div>
      {lanesOf(stretches).map((lane) => (
        <div key={lane.modality ?? ''} className={classes.lane}>
          <span className={classes.label}>{lane.modality === null ? words.absent : modalityWords(lane.modality)}</span>
          <div className={classes.track}>
            {marks.map((tick) => (
              <span key={tick.at} className={classes.rule} style={{ left: `${tick.left}%` }} />
            ))}
            {bands.map((band) => (
              <span
                key={band.from}
                className={classes.band}
                data-kind={band.kind}
                style={styleOf(band, axis)}
                title={`${at(band.from)} – ${at(band.to)}: ${words.bands[band.kind]}`}
              />
            ))}
            {lane.stretches.map((stretch) => {
              const index = stretches.indexOf(stretch);
              return (
                <span
                  key={index}
                  className={classes.bar}
                  data-state={stretch.state}
                  data-estimated={stretch.estimated}
                  data-active={index === active}
                  style={styleOf(stretch, axis)}
                  title={`${at(stretch.from)} – ${at(stretch.to)}: ${stretch.reason}`}
                  onPointerEnter={() => onPoint(index)}
                  onPointerLeave={() => onPoint(null)}
                />
              );
            })}
          </div>
        </div>
      ))}
      <p className={classes.legend}>
        {LEGEND.filter(({ state }) => stretches.some((stretch) => stretch.state === state)).map(({ state, say }) => (
          <span key={state}>
            <i className={classes.bar} data-state={state} /> {say}
          </span>
        ))}
        {BANDS.filter((kind) => bands.some((band) => band.kind === kind)).map((kind) => (
          <span key={kind}>
            <i className={classes.band} data-kind={kind} /> {words.bands[kind]}
          </span>
        ))}
        {stretches.some((stretch) => stretch.estimated) && (
          <span>
            <i className={classes.bar} data-state="counted" data-estimated /> {words.endEstimated}
          </span>
        )}
      </p>
    </div>
  );
}

function styleOf(span: Span, axis: Span): { left: string; width: string } {
  const { left, width } = place(span, axis);
  return { left: `${left}%`, width: `${width}%` };
}
