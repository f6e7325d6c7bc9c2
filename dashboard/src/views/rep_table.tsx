// Every rep with what was measured of it; an interval is two standard deviations wide on each side.

import type { Metric, MetricName, Rep } from "../contracts";
import type { SessionDetail } from "../wire";
import { interval, metricName, repName, SHOWN_METRICS } from "../words";

export function RepTable({ detail }: { detail: SessionDetail }) {
  const reps = detail.sets_found.flatMap((set) => set.reps.map((rep) => ({ set, rep })));
  const columns = SHOWN_METRICS.filter((metric) => reps.some(({ rep }) => metric in rep.metrics));
  const several = detail.sets_found.length > 1;
  if (reps.length === 0) return null;
  return (
    <section aria-labelledby="reps">
      <h2 id="reps">Reps</h2>
      <div class="scrolls" tabIndex={0} data-scrolls role="region" aria-label="Table of reps">
        <table>
          <thead>
            <tr>
              <th scope="col">Rep</th>
              {columns.map((metric) => (
                <th key={metric} scope="col">
                  {metricName(metric)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {reps.map(({ set, rep }) => (
              <tr key={`${set.set}.${rep.index}`}>
                <th scope="row">{repName(several ? set.set : null, rep)}</th>
                {columns.map((metric) => (
                  <Cell key={metric} metric={metricOf(rep, metric)} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">
        ± is two standard deviations: the true value lies within it 19 times in 20. Depth is the hip crease above the top
        of the knee; below it is negative.
      </p>
    </section>
  );
}

function metricOf(rep: Rep, metric: MetricName): Metric | undefined {
  return rep.metrics[metric];
}

function Cell({ metric }: { metric: Metric | undefined }) {
  if (metric === undefined) return <td class="quiet">–</td>;
  const { value, spread } = interval(metric);
  return (
    <td>
      {value}
      <span class="quiet">{` ± ${spread}`}</span>
    </td>
  );
}
